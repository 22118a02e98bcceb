internal import Options
internal import Spec
internal import YAML

/// Reads the kinds of a spec's stages, their options in every combination that these vary over, and
/// their edges.
struct StageReader {
  /// Largest number of option values, or of stages, of a plan, far beyond what can be run.
  static let sizeLimit = 2_000_000
  /// Largest sum of what option values cost, which is at least one each.
  private static let costLimit = 10_000_000

  private let spec: ExperimentSpec
  private let catalog: Catalog<StageDeclaration>
  private let indices: [String: Int]
  private let kinds: [String: StageDeclaration]
  private var combinations: [AxisSubset: Combinations] = [:]
  private var evaluations = 0
  /// Cost of all evaluations so far, so that long values in many cells end.
  private var cost = 0
  /// Hints at the stages with some products, by the products.
  private var hints: [[String]: String] = [:]
  /// Check of the metrics that the spec names.
  let metrics: MetricCheck
  /// Marks of the variants that options have taken as mappings.
  private(set) var takenVariants: Set<Mark> = []
  var problems: Problems

  init(_ spec: ExperimentSpec, _ catalog: Catalog<StageDeclaration>) {
    self.spec = spec
    self.catalog = catalog
    problems = spec.problems
    indices = Dictionary(
      spec.stages.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    kinds = Dictionary(
      spec.stages.map { stage in
        let kind = stage.body["kind"]?.scalar.flatMap { catalog[$0.text] }
        return (stage.name, kind?.form(withOptions: stage.body.mapping?.map(\.name) ?? []))
      },
      uniquingKeysWith: { first, _ in first }
    ).compactMapValues { $0 }
    metrics = MetricCheck(kinds, stageCount: spec.stages.count)
  }

  /// The products of the stages by their names, as far as their kinds are known.
  var products: [String: String] { kinds.mapValues(\.produces) }

  /// Returns the combinations of some axes that cells have.
  mutating func combinations(of subset: AxisSubset) -> Combinations {
    if let known = combinations[subset] { return known }
    let found = spec.sweep.combinations(of: subset)
    combinations[subset] = found
    return found
  }

  /// Reads one stage; nil where its kind is unknown.
  mutating func read(_ stage: StageSpec) -> ReadStage? {
    guard let declaration = declaration(of: stage) else { return nil }
    let pairs = (stage.body.mapping ?? []).filter {
      $0.name != "kind" && !StageResourcesReader.names.contains($0.name)
    }
    let owner = "the stage kind '\(declaration.kind)'"
    var names = OptionReader(spec.files.folders)
    names.checkNames(pairs, of: owner, declaration.options, at: stage.mark)
    problems.add(contentsOf: names.problems)
    let nodes = Dictionary(pairs.map { ($0.name, $0.value) }, uniquingKeysWith: { a, _ in a })
    var resources = StageResourcesReader(spec.scope)
    var read = ReadStage(
      spec: stage, declaration: declaration, resources: resources.resources(of: stage))
    problems.add(contentsOf: resources.problems)
    for option in declaration.options {
      guard let node = nodes[option.name] else {
        read.constants[option.name] = option.standardValue
        continue
      }
      self.read(node, option, of: owner, into: &read)
    }
    return read
  }

  private mutating func declaration(of stage: StageSpec) -> StageDeclaration? {
    let known = catalog.names.joined(separator: ", ")
    guard stage.body.mapping != nil else {
      problems.add(
        at: stage.body.mark, "stage '\(stage.name)' must be a mapping with 'kind' and options",
        hint: "write \(stage.name): {kind: ..., ...}")
      return nil
    }
    guard let kind = stage.body["kind"] else {
      problems.add(
        at: stage.mark, "stage '\(stage.name)' needs 'kind'", hint: "kind: one of \(known)")
      return nil
    }
    guard let name = kind.scalar?.text, !name.contains("${") else {
      problems.add(
        at: kind.mark, "kind must be written out as the name of a stage kind",
        hint: "one of \(known)")
      return nil
    }
    let entry = problems.catching { () throws(SpecError) in
      try catalog.entry(name, at: kind.mark)
    }
    return entry?.form(withOptions: stage.body.mapping?.map(\.name) ?? [])
  }

  private mutating func read(
    _ node: Node, _ option: OptionDeclaration, of owner: String, into stage: inout ReadStage
  ) {
    var found = Problems()
    let axes = spec.scope.axes(mentionedIn: node, problems: &found)
    problems.add(contentsOf: found)
    guard found.isEmpty, spec.scope.isSound || !node.hasReferences else { return }
    let subset = AxisSubset(axes, of: spec.sweep.axes)
    guard let codes = affordable(subset, for: node, in: stage.spec) else { return }
    var read = ReadOption(
      name: option.name, combinations: codes, values: Array(repeating: nil, count: codes.count),
      targets: [])
    var edges: [OptionEdge: ReadOption.Target?] = [:]
    var choice = Array(repeating: -1, count: spec.sweep.axes.count)
    let before = problems.count
    for (position, code) in codes.enumerated() {
      guard cost <= Self.costLimit else {
        refuseSize(of: stage.spec)
        return
      }
      if position > 0, problems.isFull { return }
      subset.decode(code, into: &choice)
      let (value, named) = self.value(node, option, of: owner, in: stage.spec, choice)
      read.values[position] = value
      for edge in named {
        let target =
          edges[edge] ?? target(of: edge, in: &stage, varyingAt: axes.isEmpty ? nil : node.mark)
        edges[edge] = .some(target)
        guard let target else { continue }
        if read.targets.isEmpty { read.targets = Array(repeating: [], count: codes.count) }
        read.targets[position].append(target)
      }
    }
    if axes.isEmpty, let value = read.values.first { stage.constants[option.name] = value }
    if !axes.isEmpty || !edges.isEmpty, before == problems.count {
      stage.options.append(read)
    }
  }

  /// Returns the combinations in which an option is evaluated; reports too many and returns nil.
  private mutating func affordable(
    _ subset: AxisSubset, for node: Node, in stage: StageSpec
  ) -> Combinations? {
    let codes = combinations(of: subset)
    guard codes.count <= Self.sizeLimit - evaluations else {
      problems.add(
        at: stage.mark, "options with more than \(Self.sizeLimit) values over the sweep",
        hint: "use fewer axes, or vary several things together as named variants")
      return nil
    }
    guard node.count <= Self.costLimit / max(1, codes.count) else {
      refuseSize(of: stage)
      return nil
    }
    evaluations += codes.count
    return codes
  }

  private mutating func refuseSize(of stage: StageSpec) {
    problems.add(
      at: stage.mark, "the options of stages take more memory than we allow",
      hint: "use fewer axes, or shorter values where axes are used")
  }

  private mutating func value(
    _ node: Node, _ option: OptionDeclaration, of owner: String, in stage: StageSpec,
    _ choice: [Int]
  ) -> (Value?, [OptionEdge]) {
    var evaluator = Evaluator(spec.scope, choice: choice)
    guard
      let evaluated = problems.catching({ () throws(SpecError) in try evaluator.value(of: node) })
    else { return (nil, []) }
    cost += evaluator.cost
    var reader = OptionReader(spec.files.folders, variants: evaluator.variants)
    let value = reader.read(evaluated, option, of: owner)
    takenVariants.formUnion(reader.taken)
    if !reader.problems.isEmpty {
      let own = node.marks
      for error in reader.problems.errors {
        // What came in through a reference is reported at its own location, with that of its use.
        let use =
          own.contains(error.mark) ? "" : " (used by stage '\(stage.name)' at \(node.mark))"
        problems.add(at: error.mark, error.problem + use, hint: error.hint)
      }
    }
    return (value, reader.edges)
  }

  /// Checks an edge and returns the stage that it leads to, if it leads to one.
  ///
  /// - Parameter location: Location of the option, if it varies over the sweep.
  private mutating func target(
    of edge: OptionEdge, in stage: inout ReadStage, varyingAt location: Mark?
  ) -> ReadOption.Target? {
    switch edge.target {
    case .axis(let name):
      gather(name, edge, in: &stage, varyingAt: location)
      return nil
    case .measure(let name, let metric):
      metrics.check(
        metric, ofStage: name, namedBy: edge.role, at: edge.mark, problems: &problems)
      return target(name, edge, from: stage)
    case .stage(let name, let products):
      guard let target = target(name, edge, from: stage) else { return nil }
      guard let kind = kinds[name] else { return nil }
      if products.isEmpty || products.contains(kind.produces) { return target }
      let hint = stagesHint(products)
      problems.add(
        at: edge.mark,
        "\(edge.role) must be a stage that produces \(products.joined(separator: " or ")); "
          + "'\(name)' (\(kind.kind)) produces \(kind.produces)",
        hint: hint)
      return nil
    }
  }

  private mutating func target(
    _ name: String, _ edge: OptionEdge, from stage: ReadStage
  ) -> ReadOption.Target? {
    if let index = indices[name] { return ReadOption.Target(role: edge.role, stage: index) }
    problems.add(
      at: edge.mark, "\(edge.role): there is no stage '\(name)'",
      hint: Suggestion.hint(for: name, among: spec.stages.map(\.name), noun: "stage"))
    return nil
  }

  private mutating func stagesHint(_ products: [String]) -> String {
    if let known = hints[products] { return known }
    let fitting = spec.stages.map(\.name).filter { name in
      kinds[name].map { products.contains($0.produces) } ?? false
    }.prefix(12)
    let makers = catalog.all.filter { products.contains($0.produces) }.map(\.kind)
    let hint =
      fitting.isEmpty
      ? "add a stage of the kind \(makers.joined(separator: " or "))"
      : "stages that do: \(fitting.joined(separator: ", "))"
    hints[products] = hint
    return hint
  }

  private mutating func gather(
    _ name: String, _ edge: OptionEdge, in stage: inout ReadStage, varyingAt location: Mark?
  ) {
    if let location {
      problems.add(
        at: location, "\(edge.role) must be the same axis in every cell",
        hint: "write the axis out")
      return
    }
    guard let axis = spec.sweep.axes.firstIndex(where: { $0.name == name }) else {
      problems.add(
        at: edge.mark, "\(edge.role): '\(name)' is not a sweep axis",
        hint: Suggestion.hint(
          for: name, among: spec.sweep.axes.map(\.name), noun: "sweep axis"))
      return
    }
    stage.gathered.append((axis, edge))
  }
}

extension Node {
  /// The marks of the value and of all keys and values in it.
  fileprivate var marks: Set<Mark> {
    var marks: Set<Mark> = [mark]
    for item in sequence ?? [] { marks.formUnion(item.marks) }
    for pair in mapping ?? [] { marks.formUnion(pair.value.marks.union([pair.key.mark])) }
    return marks
  }

  fileprivate var hasReferences: Bool {
    switch content {
    case .scalar(let scalar): scalar.text.contains("${")
    case .sequence(let items): items.contains(where: \.hasReferences)
    case .mapping(let pairs): pairs.contains(where: \.value.hasReferences)
    }
  }
}
