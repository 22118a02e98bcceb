internal import Spec
internal import YAML

/// Multiplies stages out over the cells of the sweep, one stage at a time, inputs first.
struct PlanBuilder {
  /// Where the instances of a stage are in the plan.
  private struct Instances {
    let subset: AxisSubset
    /// By combination number, the index in `planned`; negative where no cell has it.
    let positions: [Int]
  }

  private let sweep: Sweep
  private let stages: [ReadStage]
  private let all: AxisSubset
  private var reader: StageReader
  private var instances: [Instances?]
  private var groups: [GroupKey: InputGroup] = [:]
  private(set) var planned: [PlannedStage] = []
  /// What makes the plan impossible; nothing is added after.
  private(set) var problems = Problems()
  /// What single stages say against themselves; the plan goes on, so that all are found.
  private(set) var conflicts = Problems()

  init(_ sweep: Sweep, _ stages: [ReadStage], _ reader: StageReader) {
    (self.sweep, self.stages, self.reader) = (sweep, stages, reader)
    all = AxisSubset(Array(sweep.axes.indices), of: sweep.axes)
    instances = Array(repeating: nil, count: stages.count)
  }

  /// Every remaining cell with all axes.
  var cells: [[Coordinate]] {
    var choice = Array(repeating: 0, count: sweep.axes.count)
    return sweep.cells.map { code in
      all.decode(code, into: &choice)
      return coordinates(all, choice)
    }
  }

  /// Adds every instance of a stage whose inputs have been added.
  mutating func add(_ index: Int) {
    let stage = stages[index]
    let subset = AxisSubset(axes(of: stage), of: sweep.axes)
    let codes = reader.combinations(of: subset)
    var positions = Array(repeating: -1, count: subset.count)
    instances[index] = Instances(subset: subset, positions: positions)
    guard planned.count + codes.count <= StageReader.sizeLimit else {
      problems.add(
        at: stage.spec.mark, "the plan has more than \(StageReader.sizeLimit) stages",
        hint: "use fewer axes")
      return
    }
    guard problems.isEmpty else { return }
    var choice = Array(repeating: -1, count: sweep.axes.count)
    let place = "\(stage.spec.mark)"
    for code in codes {
      subset.decode(code, into: &choice)
      positions[code] = planned.count
      let instance = instance(of: stage, subset, choice, place)
      planned.append(instance)
      addConflicts(of: instance, stage, choice)
    }
    instances[index] = Instances(subset: subset, positions: positions)
  }

  private mutating func addConflicts(
    of instance: PlannedStage, _ stage: ReadStage, _ choice: [Int]
  ) {
    let targets = stage.options.flatMap { $0.targets[$0.subset.code(choice)] }
    let products = targets.map { ($0.role, stages[$0.stage].declaration.produces) }
    let request = StageRequest(
      instance, products: Dictionary(products, uniquingKeysWith: { first, _ in first }))
    for conflict in stage.declaration.conflicts(request) {
      let mark = stage.spec.body[conflict.option]?.mark ?? stage.spec.mark
      conflicts.add(at: mark, conflict.problem, hint: conflict.hint)
    }
  }

  /// The axes that remain after gathering, ascending; reports gathering that cannot be.
  private mutating func axes(of stage: ReadStage) -> [Int] {
    let gathered = Set(stage.gathered.map(\.axis))
    var axes: Set<Int> = []
    for option in stage.options {
      axes.formUnion(option.subset.axes)
      for axis in option.subset.axes where gathered.contains(axis) {
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
      inherited.formUnion(instances[dependency]?.subset.axes ?? [])
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
    of stage: ReadStage, _ subset: AxisSubset, _ choice: [Int], _ place: String
  ) -> PlannedStage {
    let cell = coordinates(subset, choice)
    var options = stage.constants
    var groups: [InputGroup] = []
    for option in stage.options {
      let code = option.subset.code(choice)
      if let value = option.values[code] { options[option.name] = value }
      for target in option.targets[code] {
        if let group = group(target, of: stage, choice) { groups.append(group) }
      }
    }
    return PlannedStage(
      id: StageID(stage.spec.name, cell), name: stage.spec.name, cell: cell,
      declaration: stage.declaration, options: .map(options), groups: groups,
      terms: stage.terms, place: place)
  }

  /// What one edge leads to: one stage, or all over the axes that are gathered.
  private mutating func group(
    _ target: ReadOption.Target, of stage: ReadStage, _ choice: [Int]
  ) -> InputGroup? {
    guard let instances = instances[target.stage] else { return nil }
    let gathered = stage.gathered.map(\.axis).filter(instances.subset.axes.contains)
    let fixed =
      gathered.isEmpty
      ? instances.subset
      : AxisSubset(instances.subset.axes.filter { !gathered.contains($0) }, of: sweep.axes)
    let key = GroupKey(target: target, gathered: gathered, code: fixed.code(choice))
    if let known = groups[key] { return known }
    let group = InputGroup(
      role: target.role, members: members(instances, target.role, gathered, choice),
      isGathered: !gathered.isEmpty, number: groups.count)
    groups[key] = group
    return group
  }

  private func members(
    _ instances: Instances, _ role: String, _ gathered: [Int], _ choice: [Int]
  ) -> [PlannedInput] {
    if gathered.isEmpty {
      let position = instances.positions[instances.subset.code(choice)]
      return [PlannedInput(role: role, stage: planned[position].id, coordinates: [])]
    }
    let varied = AxisSubset(Set(gathered).sorted(), of: sweep.axes)
    var choice = choice
    return (0..<varied.count).compactMap { code in
      varied.decode(code, into: &choice)
      let position = instances.positions[instances.subset.code(choice)]
      guard position >= 0 else { return nil }
      return PlannedInput(
        role: role, stage: planned[position].id, coordinates: coordinates(varied, choice))
    }
  }

  private func coordinates(_ subset: AxisSubset, _ choice: [Int]) -> [Coordinate] {
    subset.axes.map { axis in
      Coordinate(axis: sweep.axes[axis].name, label: sweep.axes[axis].values[choice[axis]].label)
    }
  }
}

/// What makes two edges one group: the stage, the axes gathered over, and where it stands on the
/// others.
private struct GroupKey: Hashable {
  let target: ReadOption.Target
  let gathered: [Int]
  let code: Int
}

extension StageID {
  /// `tuned`, or `tuned[arm=mpo,seed=1]`; commas in labels are escaped so that no two are alike.
  init(_ name: String, _ cell: [Coordinate]) {
    if cell.isEmpty {
      self.init(name)
      return
    }
    let places = cell.map { coordinate in
      "\(coordinate.axis)=" + Self.escaped(coordinate.label)
    }
    self.init("\(name)[\(places.joined(separator: ","))]")
  }

  private static func escaped(_ label: String) -> String {
    guard label.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\\") })
    else { return label }
    return label.map { $0 == "," || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
  }
}
