package import YAML

/// One dimension of a sweep, its values ready for use.
package struct Axis: Sendable {
  /// A place on the axis.
  package struct Value: Sendable {
    /// As written, or a named variant's name.
    package let label: String
    package let mark: Mark
    /// A scalar, or the mapping of a named variant.
    package let node: Node
  }

  package let name: String
  package let mark: Mark
  /// Whether the values are named variants, whose members are `${axis.member}`.
  package let hasVariants: Bool
  package let values: [Value]

  /// The members that any variant has, in order of appearance.
  var members: [String] {
    var seen: Set<String> = []
    return values.flatMap { $0.node.mapping ?? [] }.map(\.name).filter { seen.insert($0).inserted }
  }
}
