internal import YAML

extension SpecReader {
  /// Reads `vars` and `sweep` with the overrides applied.
  mutating func namesAndSweep(_ overrides: Overrides) -> (NameScope, Sweep) {
    let written = pairs("vars", of: "variables")
    let axisPairs = pairs("sweep", of: "axes").filter { $0.name != "except" }
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
    let original = axisPairs.map { axis($0, names) }
    let axes = original.map { axis in
      overrides.byName[axis.name].map { overridden(axis, by: $0, names) } ?? axis
    }
    let exclusions = exclusions(axes, original)
    return (
      NameScope(variables: variables, axes: axes, problems: &problems),
      sweep(axes, exclusions)
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

  private mutating func axis(_ pair: Node.Pair, _ names: NameScope) -> Axis {
    let value = problems.catching { () throws(SpecError) in
      try Self.evaluated(pair.value, names)
    }
    var values: [Axis.Value] = []
    var hasVariants = false
    switch value?.content {
    case .sequence(let items)?: values = items.compactMap { plainValue($0, of: pair.name) }
    case .mapping(let variants)?:
      hasVariants = true
      values = variants.compactMap { variant($0, of: pair.name) }
    case .scalar?:
      problems.add(
        at: pair.value.mark,
        "the axis '\(pair.name)' must be a list of values or a mapping of named variants, not "
          + "\(value?.found ?? "")",
        hint: "write \(pair.name): [\(value?.scalar?.text.prefix(40) ?? "")]")
    case nil: break
    }
    if value?.sequence?.isEmpty == true || value?.mapping?.isEmpty == true {
      problems.add(
        at: pair.value.mark, "the axis '\(pair.name)' has no values",
        hint: "give it at least one, or remove it")
    }
    return Axis(
      name: pair.name, mark: pair.key.mark, hasVariants: hasVariants,
      values: distinct(values, of: pair.name))
  }

  private static func evaluated(_ node: Node, _ names: NameScope) throws(SpecError) -> Node {
    var evaluator = Evaluator(names, choice: names.axes.map { _ in -1 })
    return try evaluator.value(of: node)
  }

  private mutating func plainValue(_ node: Node, of axis: String) -> Axis.Value? {
    guard let scalar = node.scalar else {
      problems.add(
        at: node.mark, "a value of the axis '\(axis)' must be a single value, not \(node.found)",
        hint: "to vary several things together, name the variants: "
          + "'\(axis): {first: {a: 1}, second: {a: 2}}'")
      return nil
    }
    return isLabel(node, of: axis)
      ? Axis.Value(label: scalar.text, mark: node.mark, node: node) : nil
  }

  private mutating func variant(_ pair: Node.Pair, of axis: String) -> Axis.Value? {
    guard pair.value.mapping != nil || pair.value.isNull else {
      problems.add(
        at: pair.value.mark,
        "the variant '\(pair.name)' of the axis '\(axis)' must be a mapping, not "
          + "\(pair.value.found)",
        hint: "write '\(pair.name): {NAME: VALUE}', used as '${\(axis).NAME}'; plain values are "
          + "a list")
      return nil
    }
    guard isLabel(pair.key, of: axis) else { return nil }
    let node = Node(mark: pair.value.mark, content: .mapping(pair.value.mapping ?? []))
    return Axis.Value(label: pair.name, mark: pair.key.mark, node: node)
  }

  /// Whether tables and names of stages can show the text.
  private mutating func isLabel(_ node: Node, of axis: String) -> Bool {
    let text = node.scalar?.text ?? ""
    if !text.isEmpty, text.utf8.count <= 100, text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) {
      return true
    }
    problems.add(
      at: node.mark, "a value of the axis '\(axis)' must be a short single line, not \(node.found)",
      hint: "name the variant: '\(axis): {short-name: {value: ...}}'")
    return false
  }

  private mutating func distinct(_ values: [Axis.Value], of axis: String) -> [Axis.Value] {
    var places: [String: Mark] = [:]
    return values.filter { value in
      guard let first = places[value.label] else {
        places[value.label] = value.mark
        return true
      }
      problems.add(
        at: value.mark,
        "the axis '\(axis)' has the value '\(value.label)' twice; the first is at \(first)",
        hint: "remove one of the two")
      return false
    }
  }

  private mutating func overridden(
    _ axis: Axis, by override: Overrides.Override, _ names: NameScope
  ) -> Axis {
    let isList = override.value.sequence != nil
    let list =
      isList ? override.value : Node(mark: override.mark, content: .sequence([override.value]))
    guard axis.hasVariants else {
      let key = Node(mark: override.mark, content: .scalar(.init(text: axis.name, isPlain: true)))
      return self.axis(Node.Pair(key: key, value: list), names)
    }
    let variants = Dictionary(axis.values.map { ($0.label, $0) }, uniquingKeysWith: { a, _ in a })
    let labels = axis.values.map(\.label)
    if list.sequence?.isEmpty == true {
      problems.add(
        at: override.mark, "the axis '\(axis.name)' has no values",
        hint: Suggestion.hint(for: "", among: labels, noun: "variant"))
    }
    let chosen = (list.sequence ?? []).compactMap { item -> Axis.Value? in
      let name = item.scalar?.text ?? ""
      if let variant = variants[name] { return variant }
      problems.add(
        at: override.mark, "the axis '\(axis.name)' has no variant \(item.found)",
        hint: Suggestion.hint(for: name, among: labels, noun: "variant"))
      return nil
    }
    return Axis(
      name: axis.name, mark: override.mark, hasVariants: true,
      values: distinct(chosen, of: axis.name))
  }

  private mutating func sweep(_ axes: [Axis], _ exclusions: [Exclusion]) -> Sweep {
    var cells = 1
    for axis in axes {
      let (product, overflows) = cells.multipliedReportingOverflow(by: axis.values.count)
      if overflows || product > Sweep.cellLimit {
        problems.add(
          at: axis.mark, "the sweep has more than \(Sweep.cellLimit) cells",
          hint: "remove values, or vary several things together as named variants")
        return Sweep(axes: axes.map { $0.withoutValues }, except: [])
      }
      cells = product
    }
    let sweep = Sweep(axes: axes, except: exclusions)
    if sweep.cells.isEmpty, cells > 0, let axis = axes.first {
      problems.add(
        at: axis.mark, "'except' leaves no cell of the sweep",
        hint: "remove an entry of 'except'")
    }
    return sweep
  }
}

extension Axis {
  fileprivate var withoutValues: Axis {
    Axis(name: name, mark: mark, hasVariants: hasVariants, values: [])
  }
}
