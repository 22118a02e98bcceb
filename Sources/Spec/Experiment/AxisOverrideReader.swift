internal import Options
internal import YAML

/// Reads the values that `--set` gives an axis instead of the file's.
struct AxisOverrideReader {
  private let override: Overrides.Override
  /// Names that references in the values may use.
  private let names: NameScope
  private let catalogs: AxisCatalogs

  init(_ override: Overrides.Override, _ names: NameScope, _ catalogs: AxisCatalogs) {
    self.override = override
    self.names = names
    self.catalogs = catalogs
  }

  /// Replaces the values of an axis by those of the command line; `when` stays.
  func overridden(_ reading: AxisReading, _ problems: inout Problems) -> AxisReading {
    var overridden = reading
    let values =
      reading.axis.hasVariants
      ? AxisValues(all: chosenVariants(of: reading.axis, &problems), areVariants: true)
      : newValues(of: reading.axis, &problems)
    overridden.axis = Axis(
      name: reading.axis.name, mark: override.mark, hasVariants: values.areVariants,
      values: values.all)
    return overridden
  }

  private func newValues(of axis: Axis, _ problems: inout Problems) -> AxisValues {
    let isGenerator = override.value.mapping.map(AxisForm.isGenerator) ?? false
    guard let node = names.withoutAxes(isGenerator ? override.value : list, &problems) else {
      return AxisValues()
    }
    return AxisFormReader(axis: axis.name, catalogs).values(node, at: override.mark, &problems)
  }

  /// Returns those of the file's variants that the command line names.
  private func chosenVariants(of axis: Axis, _ problems: inout Problems) -> [Axis.Value] {
    let variants = Dictionary(axis.values.map { ($0.label, $0) }, uniquingKeysWith: { a, _ in a })
    let labels = axis.values.map(\.label)
    let items = list.sequence ?? []
    if items.isEmpty {
      problems.add(
        at: override.mark, "the axis '\(axis.name)' has no values",
        hint: Suggestion.hint(for: "", among: labels, noun: "variant"))
    }
    let chosen = items.compactMap { item -> Axis.Value? in
      let name = item.scalar?.text ?? ""
      if let variant = variants[name] { return variant }
      problems.add(
        at: override.mark, "the axis '\(axis.name)' has no variant \(item.found)",
        hint: Suggestion.hint(for: name, among: labels, noun: "variant"))
      return nil
    }
    return AxisValueReader(axis: axis.name).distinct(chosen, &problems)
  }

  /// The values of the command line as a list, also where there is one value alone.
  private var list: Node {
    if override.value.sequence != nil { return override.value }
    return Node(mark: override.mark, content: .sequence([override.value]))
  }
}
