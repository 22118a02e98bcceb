/// What a number that stages leave measures, and how it reads in tables.
public struct MetricDeclaration: Sendable, Hashable {
  /// Which of two values is the better one.
  public enum Better: String, Sendable, CaseIterable {
    case higher, lower
    /// Where neither is, or it depends on something else.
    case neither
  }

  /// As it stands after the stage's name and a point; a component in capitals, as in
  /// `sequences.SPLIT`, stands for any text.
  public let name: String
  /// One line, without a full stop.
  public let about: String
  /// What one is of; nil for plain numbers and counts.
  public let unit: String?
  /// Every value that it can have.
  public let range: ClosedRange<Double>
  public let better: Better
  /// How many digits behind the point tables show.
  public let digits: Int
  /// When it has no value and is left out, without a full stop; nil where it always has one.
  public let undefined: String?

  /// Declares a metric.
  public init(
    _ name: String, _ about: String, unit: String? = nil,
    range: ClosedRange<Double> = -.infinity ... .infinity, better: Better = .neither, digits: Int,
    undefined: String? = nil
  ) {
    self.name = name
    self.about = about
    self.unit = unit
    self.range = range
    self.better = better
    self.digits = digits
    self.undefined = undefined
  }

  /// Declares a whole number of things.
  static func count(_ name: String, _ about: String, undefined: String? = nil) -> Self {
    Self(name, about, range: 0 ... .infinity, digits: 0, undefined: undefined)
  }

  /// The name with texts in place of its components in capitals, in their order.
  ///
  /// - Precondition: There are as many texts as such components.
  public func name(of texts: [String]) -> String {
    var rest = texts[...]
    let components = name.split(separator: ".").map { component in
      component.contains(where: \.isLowercase) ? String(component) : rest.removeFirst()
    }
    precondition(rest.isEmpty, "'\(name)' has no component for \(rest)")
    return components.joined(separator: ".")
  }
}
