internal import Spec

/// The instances of a stage, which follow each other in the plan.
struct StageInstances {
  let combinations: Combinations
  /// Index of the first instance in the plan.
  let first: Int

  var axes: [Int] { combinations.subset.axes }
}

/// Makes the groups of a plan, each once for all stages that read the same.
struct InputGroups {
  /// The stage that is read, the axes gathered over and the compared one of them, which edges of
  /// one family share.
  private struct Key: Hashable {
    let target: ReadOption.Target
    let gathered: [Int]
    let arms: ComparedArms.Axis?
  }

  /// The groups of edges with one key, one for each combination of the axes not gathered over.
  private struct Family {
    let role: String
    let instances: StageInstances
    let isGathered: Bool
    let fixed: Combinations
    /// Number of the first group.
    let number: Int
    /// For gatherings, the instances of each group, in the order of the plan.
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

  /// Finds or makes the family of an edge to a stage that is planned.
  ///
  /// - Returns: The index of the family.
  mutating func family(
    _ target: ReadOption.Target, _ instances: StageInstances, gathered: [Int],
    arms: ComparedArms.Axis?, _ reader: inout StageReader, _ planned: [PlannedStage]
  ) -> Int {
    let gathered = Set(gathered).intersection(instances.axes).sorted()
    let arms = arms.flatMap { gathered.contains($0.over) ? $0 : nil }
    let key = Key(target: target, gathered: gathered, arms: arms)
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
            role: target.role, instances: instances, gathered: gathered, arms: arms,
            fixed: combinations, planned: planned),
        groups: Array(repeating: nil, count: combinations.count)))
    count += combinations.count
    numbers[key] = families.count - 1
    return families.count - 1
  }

  /// Lists the members of each group of a gathering, in time linear in the instances and the
  /// members.
  private func members(
    role: String, instances: StageInstances, gathered: [Int], arms: ComparedArms.Axis?,
    fixed: Combinations, planned: [PlannedStage]
  ) -> [[PlannedInput]] {
    let varied = AxisSubset(gathered, of: sweep.axes)
    var arms = arms.map { ComparedArms($0, instances.combinations, cells: fixed, of: sweep) }
    var members = Array(repeating: [PlannedInput](), count: fixed.count)
    var choice = Array(repeating: 0, count: sweep.axes.count)
    for (position, code) in instances.combinations.enumerated() {
      instances.combinations.subset.decode(code, into: &choice)
      let input = PlannedInput(
        role: role, stage: planned[instances.first + position].id,
        coordinates: sweep.coordinates(varied, choice))
      let own = { fixed.position(of: fixed.subset.code(choice)).map { [$0] } ?? [] }
      for group in arms?.positions(choice) ?? own() { members[group].append(input) }
    }
    return members
  }

  /// Returns the group to which an edge of a family leads in a cell; nil where the cell has none.
  mutating func group(_ family: Int, _ choice: [Int], _ planned: [PlannedStage]) -> InputGroup? {
    let fixed = families[family].fixed
    guard let position = fixed.position(of: fixed.subset.code(choice)) else { return nil }
    if let known = families[family].groups[position] { return known }
    let group = families[family].made(position, planned)
    families[family].groups[position] = group
    return group
  }
}
