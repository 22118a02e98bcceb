/// An edge of the graph, which leads to one stage or to all stages of a gathering.
///
/// Stages that read the same share one group, so that a graph in which each of many stages gathers
/// all of many others stays as small as its stages and its groups.
public struct InputGroup: Sendable {
  /// Option of the reading stage that names what it reads, such as `model`; an option inside
  /// another has both names, as in `distill.teacher`.
  public let role: String
  public let members: [PlannedInput]
  /// Whether the group has a member for every value of an axis; if not, it has one member.
  public let isGathered: Bool
  /// Number of the group among those that stages of a plan share; nil for a group that one stage
  /// has alone.
  public let number: Int?

  public init(role: String, members: [PlannedInput], isGathered: Bool, number: Int? = nil) {
    (self.role, self.members) = (role, members)
    (self.isGathered, self.number) = (isGathered, number)
  }

  /// Makes a group of each plain edge, and one for each option that gathers.
  static func groups(of inputs: [PlannedInput]) -> [InputGroup] {
    var groups: [InputGroup] = []
    for input in inputs {
      let isGathered = !input.coordinates.isEmpty
      if isGathered, let last = groups.last, last.isGathered, last.role == input.role {
        groups[groups.count - 1] = InputGroup(
          role: last.role, members: last.members + [input], isGathered: true)
      } else {
        groups.append(InputGroup(role: input.role, members: [input], isGathered: isGathered))
      }
    }
    return groups
  }
}

/// The edges of a plan by indices of its stages and groups.
///
/// Takes time and space linear in stages, groups and the members of groups.
package struct PlanEdges: Sendable {
  /// For each group, the indices of its stages in the plan.
  package let members: [[Int]]
  /// For each stage, the indices of the groups that it reads, in the order of its inputs.
  package let groups: [[Int]]

  package init(_ plan: Plan) {
    let indices = Dictionary(
      plan.stages.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var members: [[Int]] = []
    var known: [Int: Int] = [:]
    groups = plan.stages.map { stage in
      stage.groups.map { group in
        if let number = group.number, let index = known[number] { return index }
        if let number = group.number { known[number] = members.count }
        members.append(group.members.compactMap { indices[$0.stage] })
        return members.count - 1
      }
    }
    self.members = members
  }
}
