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
  /// Whether a stage leaves so many of it, a number for each bond of each matrix, that the table of
  /// all figures has them only where they are asked for.
  public let isDetail: Bool
  /// When it has no value and is left out, without a full stop; nil where it always has one.
  public let undefined: String?

  /// Declares a metric.
  public init(
    _ name: String, _ about: String, unit: String? = nil,
    range: ClosedRange<Double> = -.infinity ... .infinity, better: Better = .neither, digits: Int,
    undefined: String? = nil, isDetail: Bool = false
  ) {
    self.name = name
    self.about = about
    self.unit = unit
    self.range = range
    self.better = better
    self.digits = digits
    self.undefined = undefined
    self.isDetail = isDetail
  }

  /// Declares a whole number of things.
  static func count(_ name: String, _ about: String, undefined: String? = nil) -> Self {
    Self(name, about, range: 0 ... .infinity, digits: 0, undefined: undefined)
  }

  /// Whether a metric of that name is one of these: each component in capitals stands for any text
  /// of at least one component.
  public func fits(_ name: String) -> Bool {
    if self.name == name { return true }
    return Self.fits(
      self.name.split(separator: ".")[...],
      name.split(separator: ".", omittingEmptySubsequences: false)[...])
  }

  private static func fits(
    _ pattern: ArraySlice<Substring>, _ components: ArraySlice<Substring>
  ) -> Bool {
    guard let first = pattern.first else { return components.isEmpty }
    guard let component = components.first else { return false }
    let rest = pattern.dropFirst()
    if isFixed(first) { return first == component && fits(rest, components.dropFirst()) }
    return components.indices.contains { fits(rest, components[($0 + 1)...]) }
  }

  /// Whether a component of a declared name stands for itself.
  private static func isFixed(_ component: Substring) -> Bool {
    component.contains(where: \.isLowercase)
  }

  /// The name with texts in place of its components in capitals, in their order.
  ///
  /// - Precondition: There are as many texts as such components.
  public func name(of texts: [String]) -> String {
    var rest = texts[...]
    let components = name.split(separator: ".").map { component in
      Self.isFixed(component) ? String(component) : rest.removeFirst()
    }
    precondition(rest.isEmpty, "'\(name)' has no component for \(rest)")
    return components.joined(separator: ".")
  }
}
