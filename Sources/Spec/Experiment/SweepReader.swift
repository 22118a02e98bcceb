internal import Options
internal import YAML

/// Reads variables, axes and the rules of the sweep, with the values that `--set` gives them.
struct SweepReader {
  /// Keys of `sweep` that are no axes.
  static let rules = ["include", "except"]

  private let parts: SpecParts
  private let overrides: Overrides
  private let catalogs: AxisCatalogs

  init(_ parts: SpecParts, _ overrides: Overrides, _ catalogs: AxisCatalogs) {
    self.parts = parts
    self.overrides = overrides
    self.catalogs = catalogs
  }

  func namesAndSweep(_ problems: inout Problems) -> (NameScope, Sweep) {
    let (variables, axes) = (parts.variables.pairs, parts.axes.pairs)
    for pair in variables { pair.key.checkName(of: "a variable", &problems) }
    for pair in axes { pair.key.checkName(of: "a sweep axis", &problems) }
    checkOverrides(variables.map(\.name), axes.map(\.name), &problems)
    let set = variables.map { pair in
      overrides.byName[pair.name].map { Node.Pair(key: pair.key, value: $0.value) } ?? pair
    }
    checkClashes(variables, axes, &problems)
    let rules = rules(readings(axes, variables: set, &problems), &problems)
    return (
      NameScope(variables: set, axes: rules.axes, problems: &problems),
      CellCounter(rules).sweep(&problems)
    )
  }

  /// Reads each axis as the file has it, and with the values that the command line gives it.
  private func readings(
    _ pairs: [Node.Pair], variables: [Node.Pair], _ problems: inout Problems
  ) -> [(original: AxisReading, reading: AxisReading)] {
    var ignored = Problems()
    let unvalued = pairs.map {
      Axis(name: $0.name, mark: $0.key.mark, hasVariants: false, values: [])
    }
    let names = NameScope(variables: variables, axes: unvalued, problems: &ignored)
    let originals = pairs.map { AxisReader($0, names, catalogs).reading(&problems) }
    return originals.map { original in
      guard let override = overrides.byName[original.axis.name] else {
        return (original, original)
      }
      return (
        original, AxisOverrideReader(override, names, catalogs).overridden(original, &problems)
      )
    }
  }

  /// Ties the axes together by the files' conditions, `include` and `except`.
  private func rules(
    _ readings: [(original: AxisReading, reading: AxisReading)], _ problems: inout Problems
  ) -> CellRules {
    let tables = readings.map { original, reading in
      AxisTable(
        reading, original, isOverridden: overrides.byName[reading.axis.name] != nil,
        filesBefore: parts.filesBefore[reading.axis.name] ?? [])
    }
    var reader = RuleReader(parts.rules, AxisTables(tables))
    let include = reader.entries("include", &problems)
    reader.tie(readings.map(\.reading), &problems)
    let except = reader.entries("except", &problems)
    return CellRules(axes: reader.axes, include: include, except: except)
  }

  private func checkOverrides(
    _ variables: [String], _ axes: [String], _ problems: inout Problems
  ) {
    let known = Set(variables + axes)
    for override in overrides.all where !known.contains(override.name) {
      problems.add(
        at: override.mark, "'\(override.name)' is neither a variable nor a sweep axis of the spec",
        hint: Suggestion.hint(
          for: override.name, among: variables + axes, noun: "variable or axis to set"))
    }
  }

  private func checkClashes(
    _ variables: [Node.Pair], _ axes: [Node.Pair], _ problems: inout Problems
  ) {
    let marks = Dictionary(
      variables.map { ($0.name, $0.key.mark) }, uniquingKeysWith: { first, _ in first })
    for axis in axes {
      guard let mark = marks[axis.name] else { continue }
      problems.add(
        at: axis.key.mark, "'\(axis.name)' is both a sweep axis and the variable at \(mark)",
        hint: "rename one of the two")
    }
  }
}
