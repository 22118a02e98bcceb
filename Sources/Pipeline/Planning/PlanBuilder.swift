internal import Options
internal import Spec
internal import YAML

/// Multiplies stages out over the cells of the sweep, one stage at a time, inputs first.
struct PlanBuilder {
  private let sweep: Sweep
  private let stages: [ReadStage]
  private var reader: StageReader
  private var instances: [StageInstances?]
  private var groups: InputGroups
  private(set) var planned: [PlannedStage] = []
  /// Problems that make the plan impossible; no stage is added after the first.
  private(set) var problems = Problems()
  /// Conflicts between options of single stages; planning goes on, so that all are found.
  private(set) var conflicts = Problems()
  /// Outlooks of all stages without conflicts.
  private(set) var outlooks = StageOutlooks()

  init(_ sweep: Sweep, _ stages: [ReadStage], _ reader: StageReader) {
    self.sweep = sweep
    self.stages = stages
    self.reader = reader
    instances = Array(repeating: nil, count: stages.count)
    groups = InputGroups(sweep)
  }

  /// Adds every instance of a stage whose inputs have been added.
  mutating func add(_ index: Int) {
    let stage = stages[index]
    let subset = AxisSubset(axes(of: stage), of: sweep.axes)
    let combinations = reader.combinations(of: subset)
    instances[index] = StageInstances(combinations: combinations, first: planned.count)
    guard combinations.count <= StageReader.sizeLimit - planned.count else {
      problems.add(
        at: stage.spec.mark, "the plan has more than \(StageReader.sizeLimit) stages",
        hint: "use fewer axes")
      return
    }
    guard problems.isEmpty else { return }
    var choice = Array(repeating: -1, count: sweep.axes.count)
    let common = PlannedStage.Common(
      stage.spec.name, stage.declaration, stage.resources, location: "\(stage.spec.mark)")
    let edges = edges(of: stage)
    planned.reserveCapacity(planned.count + combinations.count)
    var found = FoundConflicts()
    for code in combinations {
      subset.decode(code, into: &choice)
      let instance = instance(of: stage, common, subset, choice, edges)
      planned.append(instance)
      check(instance, stage, choice, &found)
    }
    found.report(for: stage.spec, ofCells: combinations.count, to: &conflicts)
  }

  /// Finds the family of groups for each edge that the stage has in any cell.
  private mutating func edges(of stage: ReadStage) -> [ReadOption.Target: Int] {
    var edges: [ReadOption.Target: Int] = [:]
    let arms = comparedAxis(of: stage)
    for option in stage.options {
      for target in option.targets.joined() where edges[target] == nil {
        guard let instances = instances[target.stage] else { continue }
        edges[target] = groups.family(
          target, instances, gathered: stage.gathered.map(\.axis), arms: arms, &reader, planned)
      }
    }
    return edges
  }

  /// Finds the axis whose values a stage compares; nil for stages that don't compare.
  private func comparedAxis(of stage: ReadStage) -> ComparedArms.Axis? {
    guard stage.declaration.produces == Comparison.product else { return nil }
    let compared = Comparison(reading: .map(stage.constants))
    guard let over = sweep.axes.firstIndex(where: { $0.name == compared.over }) else { return nil }
    return ComparedArms.Axis(
      over: over,
      baseline: sweep.axes[over].values.firstIndex { $0.label == compared.baseline })
  }

  /// Asks a stage's kind for conflicts between its options and, where there are none, for an
  /// outlook on what it will leave.
  private mutating func check(
    _ instance: PlannedStage, _ stage: ReadStage, _ choice: [Int], _ conflicts: inout FoundConflicts
  ) {
    var products: [String: String] = [:]
    for option in stage.options where option.hasTargets {
      guard let position = option.position(choice) else { continue }
      for target in option.targets[position] where products[target.role] == nil {
        products[target.role] = stages[target.stage].declaration.produces
      }
    }
    let request = StageRequest(instance, products: products, outlooks: outlooks)
    let found = stage.declaration.conflicts(request)
    conflicts.add(found, in: instance.cell)
    if found.isEmpty, let outlook = stage.declaration.outlook(request) {
      outlooks[instance.id] = outlook
    }
  }

  /// Finds the axes that remain after gathering, ascending, and reports impossible gathering.
  private mutating func axes(of stage: ReadStage) -> [Int] {
    let gathered = Set(stage.gathered.map(\.axis))
    var axes: Set<Int> = []
    for option in stage.options {
      axes.formUnion(option.axes)
      for axis in option.axes where gathered.contains(axis) {
        let name = sweep.axes[axis].name
        problems.add(
          at: stage.spec.mark,
          "the option '\(option.name)' of stage '\(stage.spec.name)' uses '\(name)', over which "
            + "the stage gathers",
          hint: "a stage that compares the values of an axis cannot itself depend on it")
      }
    }
    var inherited: Set<Int> = []
    for dependency in stage.dependencies {
      inherited.formUnion(instances[dependency]?.axes ?? [])
    }
    for (axis, edge) in stage.gathered where !inherited.contains(axis) {
      let name = sweep.axes[axis].name
      let usable = inherited.sorted().map { sweep.axes[$0].name }
      problems.add(
        at: edge.mark, "\(edge.role): nothing that '\(stage.spec.name)' reads depends on '\(name)'",
        hint: usable.isEmpty
          ? "what it reads depends on no axis"
          : "what it reads depends on \(usable.joined(separator: ", "))")
    }
    return axes.union(inherited).subtracting(gathered).sorted()
  }

  private mutating func instance(
    of stage: ReadStage, _ common: PlannedStage.Common, _ subset: AxisSubset, _ choice: [Int],
    _ edges: [ReadOption.Target: Int]
  ) -> PlannedStage {
    let cell = sweep.coordinates(subset, choice)
    var options = stage.constants
    var groups: [InputGroup] = []
    for option in stage.options {
      guard let position = option.position(choice) else { continue }
      if let value = option.values[position] { options[option.name] = value }
      for target in option.hasTargets ? option.targets[position] : [] {
        if let group = edges[target].flatMap({ self.groups.group($0, choice, planned) }) {
          groups.append(group)
        }
      }
    }
    return PlannedStage(
      common, id: StageID(stage.spec.name, cell), cell: cell, options: .map(options),
      groups: groups)
  }
}

extension StageID {
  /// Makes an id such as `tuned` or `tuned[arm=mpo,seed=1]`.
  ///
  /// Commas in labels are escaped, so that no two ids are alike.
  init(_ name: String, _ cell: [Coordinate]) {
    if cell.isEmpty {
      self.init(name)
      return
    }
    let coordinates = cell.map { coordinate in
      "\(coordinate.axis)=" + Self.escaped(coordinate.label)
    }
    self.init("\(name)[\(coordinates.joined(separator: ","))]")
  }

  private static func escaped(_ label: String) -> String {
    guard label.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\\") })
    else { return label }
    return label.map { $0 == "," || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
  }
}
