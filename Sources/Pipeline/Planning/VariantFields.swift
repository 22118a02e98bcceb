internal import Options
internal import Spec
internal import YAML

/// Finds members of a sweep's variants that nothing reads, which would be lost in silence.
struct VariantFields {
  private let axes: [Axis]
  /// For each axis, the members that the spec names.
  private let named: [Set<String>]

  init(_ spec: ExperimentSpec) {
    axes = spec.scope.axes
    named = spec.scope.members(namedIn: spec.stages.map(\.body))
  }

  /// Reports every member that neither a reference names nor an option took with its variant.
  ///
  /// - Parameter taken: The marks of the variants that options took as mappings.
  func check(taken: Set<Mark>, problems: inout Problems) {
    for (axis, named) in zip(axes, named) where axis.hasVariants {
      for value in axis.values where !value.isOfCatalog && !taken.contains(value.mark) {
        for member in value.node.mapping ?? [] where !named.contains(member.name) {
          problems.add(
            at: member.key.mark,
            "nothing uses '\(member.name)' of the variant '\(value.label)' of the axis "
              + "'\(axis.name)'",
            hint: hint(for: member.name, of: axis, named))
        }
      }
    }
  }

  private func hint(for member: String, of axis: Axis, _ named: Set<String>) -> String {
    if let nearest = Suggestion.nearest(to: member, among: named.sorted()) {
      return "did you mean '\(nearest)'?"
    }
    return "write '${\(axis.name).\(member)}' where it is meant; '${\(axis.name)}' alone is the "
      + "variant's name, but where an option takes such a mapping"
  }
}
