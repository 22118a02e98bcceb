/// Describes a metric: what it measures, which values it can have, and how tables show it.
public struct MetricDeclaration: Sendable, Hashable {
  /// Which of two values is the better one.
  public enum Better: String, Sendable, CaseIterable {
    case higher, lower
    /// Neither is better, or it depends on something else.
    case neither
  }

  /// Name as it follows the stage's name and a point; a component in capitals, such as `SPLIT` in
  /// `sequences.SPLIT`, stands for any text.
  public let name: String
  /// Description of what the metric measures, in one line without a full stop.
  public let about: String
  /// Unit of measurement; nil for plain numbers and counts.
  public let unit: String?
  /// Range of the values that it can have.
  public let range: ClosedRange<Double>
  public let better: Better
  /// Number of decimals that tables show.
  public let digits: Int
  /// Whether a stage leaves so many values of it (one for each bond of each matrix) that the table
  /// of all metrics has them only if they are asked for.
  public let isDetail: Bool
  /// When it has no value and is left out, without a full stop; nil if it always has a value.
  public let undefined: String?

  /// Name that an earlier version of the program had for the component that isn't in capitals.
  public let formerName: String?

  /// Declares a metric.
  public init(
    _ name: String, _ about: String, unit: String? = nil,
    range: ClosedRange<Double> = -.infinity ... .infinity, better: Better = .neither, digits: Int,
    undefined: String? = nil, isDetail: Bool = false, formerly formerName: String? = nil
  ) {
    self.name = name
    self.about = about
    self.unit = unit
    self.range = range
    self.better = better
    self.digits = digits
    self.undefined = undefined
    self.isDetail = isDetail
    self.formerName = formerName
  }

  /// Declares a metric that counts things.
  static func count(
    _ name: String, _ about: String, undefined: String? = nil, formerly formerName: String? = nil
  ) -> Self {
    Self(
      name, about, range: 0 ... .infinity, digits: 0, undefined: undefined, formerly: formerName)
  }

  /// Returns the present name of a metric that an earlier version called `former`; nil if that
  /// wasn't a name of this metric.
  public func currentName(of former: String) -> String? {
    guard let formerName, let fixed = name.split(separator: ".").first(where: Self.isFixed) else {
      return nil
    }
    let components = former.split(separator: ".", omittingEmptySubsequences: false)
    let current = components.map { $0 == formerName ? fixed : $0 }.joined(separator: ".")
    return current != former && fits(current) ? current : nil
  }

  /// Returns whether `name` is a name of this metric.
  ///
  /// Each component in capitals stands for any text of at least one component.
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

  /// Returns whether a component of a declared name stands for itself.
  private static func isFixed(_ component: Substring) -> Bool {
    component.contains(where: \.isLowercase)
  }

  /// Returns the name with texts instead of its components in capitals, in their order.
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
