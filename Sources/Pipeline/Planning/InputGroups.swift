internal import Spec

/// The instances of a stage, which stand in the plan one after the other.
struct StageInstances {
  let combinations: Combinations
  /// The place of the first.
  let first: Int

  var axes: [Int] { combinations.subset.axes }
}

/// The groups of a plan, made once for all stages that read the same.
struct InputGroups {
  /// What makes edges of one family: the stage that is read and the axes gathered over.
  private struct Key: Hashable {
    let target: ReadOption.Target
    let gathered: [Int]
  }

  /// The groups of one kind of edge: one for each combination of the axes not gathered over.
  private struct Family {
    let role: String
    let instances: StageInstances
    let isGathered: Bool
    let fixed: Combinations
    /// The number of the first group.
    let number: Int
    /// For gatherings, the instances that each group has, in their order.
    let members: [[PlannedInput]]
    var groups: [InputGroup?]

    func made(_ position: Int, _ planned: [PlannedStage]) -> InputGroup {
      let members =
        isGathered
        ? members[position]
        : [PlannedInput(role: role, stage: planned[instances.first + position].id, coordinates: [])]
      return InputGroup(
        role: role, members: members, isGathered: isGathered, number: number + position)
    }
  }

  private let sweep: Sweep
  private var families: [Family] = []
  private var numbers: [Key: Int] = [:]
  private var count = 0

  init(_ sweep: Sweep) { self.sweep = sweep }

  /// The family of an edge to a stage that is planned.
  mutating func family(
    _ target: ReadOption.Target, _ instances: StageInstances, gathered: [Int],
    _ reader: inout StageReader, _ planned: [PlannedStage]
  ) -> Int {
    let gathered = Set(gathered).intersection(instances.axes).sorted()
    let key = Key(target: target, gathered: gathered)
    if let known = numbers[key] { return known }
    let fixed = AxisSubset(instances.axes.filter { !gathered.contains($0) }, of: sweep.axes)
    let combinations = reader.combinations(of: fixed)
    families.append(
      Family(
        role: target.role, instances: instances, isGathered: !gathered.isEmpty,
        fixed: combinations, number: count,
        members: gathered.isEmpty
          ? []
          : members(
            role: target.role, instances: instances, gathered: gathered, fixed: combinations,
            planned: planned),
        groups: Array(repeating: nil, count: combinations.count)))
    count += combinations.count
    numbers[key] = families.count - 1
    return families.count - 1
  }

  /// Takes time linear in the instances.
  private func members(
    role: String, instances: StageInstances, gathered: [Int], fixed: Combinations,
    planned: [PlannedStage]
  ) -> [[PlannedInput]] {
    let varied = AxisSubset(gathered, of: sweep.axes)
    var members = Array(repeating: [PlannedInput](), count: fixed.count)
    var choice = Array(repeating: 0, count: sweep.axes.count)
    for (position, code) in instances.combinations.enumerated() {
      instances.combinations.subset.decode(code, into: &choice)
      guard let group = fixed.position(of: fixed.subset.code(choice)) else { continue }
      members[group].append(
        PlannedInput(
          role: role, stage: planned[instances.first + position].id,
          coordinates: sweep.coordinates(varied, choice)))
    }
    return members
  }

  /// What an edge of a family leads to in a cell.
  mutating func group(_ family: Int, _ choice: [Int], _ planned: [PlannedStage]) -> InputGroup? {
    let fixed = families[family].fixed
    guard let position = fixed.position(of: fixed.subset.code(choice)) else { return nil }
    if let known = families[family].groups[position] { return known }
    let group = families[family].made(position, planned)
    families[family].groups[position] = group
    return group
  }
}
