internal import Options
internal import YAML

extension SpecReader {
  /// What `sweep` may hold beside axes.
  private static let rules = ["include", "except"]

  /// Reads `vars` and `sweep` with the overrides applied.
  mutating func namesAndSweep(_ overrides: Overrides) -> (NameScope, Sweep) {
    let written = pairs("vars", of: "variables")
    let axisPairs = pairs("sweep", of: "axes").filter { !Self.rules.contains($0.name) }
    for pair in written { checkName(pair.key, of: "a variable") }
    for pair in axisPairs { checkName(pair.key, of: "a sweep axis") }
    check(overrides, written.map(\.name), axisPairs.map(\.name))
    let variables = written.map { pair in
      overrides.byName[pair.name].map { Node.Pair(key: pair.key, value: $0.value) } ?? pair
    }
    checkClashes(written, axisPairs)

    var ignored = Problems()
    let unvalued = axisPairs.map {
      Axis(name: $0.name, mark: $0.key.mark, hasVariants: false, values: [])
    }
    let names = NameScope(variables: variables, axes: unvalued, problems: &ignored)
    let original = axisPairs.map { reading($0, names) }
    let readings = original.map { reading in
      overrides.byName[reading.axis.name].map { overridden(reading, by: $0, names) } ?? reading
    }
    var tables = AxisTables(
      zip(readings, original).map { reading, original in
        AxisTable(
          reading, original,
          isOverridden: overrides.byName[reading.axis.name] != nil)
      })
    let include = entries("include", &tables)
    conditions(of: readings, &tables)
    let except = entries("except", &tables)
    let axes = tables.axes
    return (
      NameScope(variables: variables, axes: axes, problems: &problems),
      sweep(CellRules(axes: axes, include: include, except: except))
    )
  }

  private mutating func pairs(_ name: String, of things: String) -> [Node.Pair] {
    guard let node = section(name), !node.isNull else { return [] }
    if let pairs = node.mapping { return pairs }
    problems.add(
      at: node.mark, "\(name) must be a mapping of \(things), not \(node.found)",
      hint: name == "vars" ? "write 'NAME: VALUE' lines" : "write 'AXIS: [VALUE, VALUE]' lines")
    return []
  }

  private mutating func check(_ overrides: Overrides, _ variables: [String], _ axes: [String]) {
    let known = Set(variables + axes)
    for override in overrides.all where !known.contains(override.name) {
      problems.add(
        at: override.mark, "'\(override.name)' is neither a variable nor a sweep axis of the spec",
        hint: Suggestion.hint(
          for: override.name, among: variables + axes, noun: "variable or axis to set"))
    }
  }

  private mutating func checkClashes(_ variables: [Node.Pair], _ axes: [Node.Pair]) {
    let places = Dictionary(
      variables.map { ($0.name, $0.key.mark) }, uniquingKeysWith: { first, _ in first })
    for axis in axes {
      guard let place = places[axis.name] else { continue }
      problems.add(
        at: axis.key.mark, "'\(axis.name)' is both a sweep axis and the variable at \(place)",
        hint: "rename one of the two")
    }
  }

  private mutating func sweep(_ rules: CellRules) -> Sweep {
    var cells = 1
    for axis in rules.axes {
      let (product, overflows) = cells.multipliedReportingOverflow(by: axis.values.count)
      if overflows || product > Sweep.cellLimit {
        return refused(rules, at: axis, "the sweep has more than \(Sweep.cellLimit) cells")
      }
      cells = product
    }
    let sweep: Sweep
    do throws(CellRules.TooMany) {
      sweep = Sweep(axes: rules.axes, bound: rules.bound, codes: try rules.codes())
    } catch {
      let names = rules.bound.axes.map { "'\(rules.axes[$0].name)'" }
      return refused(
        rules, at: rules.axes[error.axis],
        "'when', 'include' and 'except' tie together more than \(Sweep.boundLimit) combinations "
          + "of \(names.prefix(12).joined(separator: ", "))")
    }
    if sweep.cells.isEmpty, cells > 0, let axis = rules.axes.first {
      problems.add(
        at: axis.mark, "'except' leaves no cell of the sweep",
        hint: "remove an entry of 'except'")
    }
    return sweep
  }

  private mutating func refused(_ rules: CellRules, at axis: Axis, _ problem: String) -> Sweep {
    problems.add(
      at: axis.mark, problem,
      hint: "remove values, or vary several things together as named variants")
    return Sweep(
      axes: rules.axes.map {
        Axis(name: $0.name, mark: $0.mark, hasVariants: $0.hasVariants, values: [])
      })
  }
}
