internal import Options
package import YAML

/// One dimension of a sweep, its values ready for use.
package struct Axis: Sendable {
  /// The most values that a generator may make for an axis.
  static let generatedLimit = 100_000
  /// The most values that are drawn at random.
  static let drawnLimit = 10_000

  /// A place on the axis.
  package struct Value: Sendable {
    /// As written, or a named variant's name.
    package let label: String
    package let mark: Mark
    /// A scalar, or the mapping of a named variant.
    package let node: Node
  }

  /// When an axis has its own values, and what it is in the other cells.
  struct Condition: Sendable {
    /// For other axes, by index, the value indices that all must have one of.
    let choices: [Int: Set<Int>]
    /// The index of the value in cells where that isn't so.
    let otherwise: Int
  }

  package let name: String
  package let mark: Mark
  /// Whether the values are named variants, whose members are `${axis.member}`.
  package let hasVariants: Bool
  /// Those of every cell first, then those of some cells alone: `otherwise`, and what `include`
  /// adds.
  package internal(set) var values: [Value]
  /// How many values every cell may have where no condition says otherwise.
  var ordinaryCount: Int
  var condition: Condition?

  init(name: String, mark: Mark, hasVariants: Bool, values: [Value]) {
    self.name = name
    self.mark = mark
    self.hasVariants = hasVariants
    (self.values, ordinaryCount) = (values, values.count)
  }

  /// The axes that its condition asks about, ascending.
  var askedAxes: [Int] { condition.map { $0.choices.keys.sorted() } ?? [] }

  /// Whether its condition asks about another axis, given by its index.
  package func asks(about axis: Int) -> Bool { condition?.choices[axis] != nil }

  /// The members that any variant has, in order of appearance.
  var members: [String] {
    var seen: Set<String> = []
    return values.flatMap { $0.node.mapping ?? [] }.map(\.name).filter { seen.insert($0).inserted }
  }
}
