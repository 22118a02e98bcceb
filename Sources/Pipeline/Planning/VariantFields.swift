internal import Options
internal import Spec
internal import YAML

/// Finds members of a sweep's variants that nothing reads, which would be lost in silence.
struct VariantFields {
  private let axes: [Axis]
  /// For each axis, the members that the spec names.
  private let named: [Set<String>]
  private let files: SpecFiles
  /// Indices of the axes whose variants replaced stages may have taken as mappings.
  private let formerlyTaken: Set<Int>

  init(_ spec: ExperimentSpec) {
    axes = spec.scope.axes
    files = spec.files
    named = spec.scope.members(namedIn: spec.stages.map(\.body) + files.replaced)
    formerlyTaken = spec.scope.axesNamedWhole(in: files.replaced)
  }

  /// Reports every member that neither a reference names nor an option took with its variant.
  ///
  /// - Parameter taken: The marks of the variants that options took as mappings.
  func check(taken: Set<Mark>, problems: inout Problems) {
    for (index, (axis, named)) in zip(axes, named).enumerated() where axis.hasVariants {
      for value in axis.values where !value.isOfCatalog && !taken.contains(value.mark) {
        if isExcused(value, ofAxis: index) { continue }
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

  /// Checks whether a value comes from an included file that lacks stages, whose members other
  /// specs may use, or whose stages used them before others replaced them.
  private func isExcused(_ value: Axis.Value, ofAxis index: Int) -> Bool {
    files.isIncluded(value.mark)
      && (!files.isIncludedWithStages(value.mark) || formerlyTaken.contains(index))
  }

  private func hint(for member: String, of axis: Axis, _ named: Set<String>) -> String {
    if let nearest = Suggestion.nearest(to: member, among: named.sorted()) {
      return "did you mean '\(nearest)'?"
    }
    return "write '${\(axis.name).\(member)}' where it is meant; '${\(axis.name)}' alone is the "
      + "variant's name, but where an option takes such a mapping"
  }
}
