internal import Options
package import YAML

/// One dimension of a sweep with its values.
package struct Axis: Sendable {
  /// Largest number of values that a generator may make for an axis.
  static let generatedLimit = 100_000
  /// Largest number of values that are drawn at random.
  static let drawnLimit = 10_000

  /// One of the axis's values.
  package struct Value: Sendable {
    /// The value as written, or the name of a named variant.
    package let label: String
    package let mark: Mark
    /// The value as a scalar, or the mapping of a named variant.
    package let node: Node
    /// Whether it is an entry of a catalog, whose members nobody wrote.
    package var isOfCatalog = false
  }

  /// The condition under which an axis has its own values, and its value in all other cells.
  struct Condition: Sendable {
    /// For each axis asked about, by index, the indices of the values of which it must have one.
    let choices: [Int: Set<Int>]
    /// Index of the value in cells where the condition does not hold.
    let otherwise: Int
  }

  package let name: String
  package let mark: Mark
  /// Whether the values are named variants, whose members are `${axis.member}`.
  package let hasVariants: Bool
  /// The values that every cell may have, followed by those of some cells alone, which come from
  /// `otherwise` and `include`.
  package internal(set) var values: [Value]
  /// Number of values that every cell may have where no condition says otherwise.
  var ordinaryCount: Int
  var condition: Condition?

  init(name: String, mark: Mark, hasVariants: Bool, values: [Value]) {
    self.name = name
    self.mark = mark
    self.hasVariants = hasVariants
    (self.values, ordinaryCount) = (values, values.count)
  }

  /// Indices of the axes that the condition asks about, ascending.
  var askedAxes: [Int] { condition.map { $0.choices.keys.sorted() } ?? [] }

  /// Checks whether the condition asks about another axis, given by its index.
  package func asks(about axis: Int) -> Bool { condition?.choices[axis] != nil }

  /// The names of members that any variant has, in order of appearance.
  var members: [String] {
    var seen: Set<String> = []
    return values.flatMap { $0.node.mapping ?? [] }.map(\.name).filter { seen.insert($0).inserted }
  }
}
