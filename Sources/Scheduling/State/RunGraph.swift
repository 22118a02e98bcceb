/// The resources that a stage asks for, none of which changes its result.
package struct StageDemand: Hashable, Sendable {
  /// Number of threads; nil for a share of the cores.
  package var threads: Int?
  /// Memory in bytes; 0 where it is not known.
  package var memory: Int
  /// Number of each token, in the order of the run's limits.
  package var tokens: [Int]
  /// Priority among the stages that are ready, of which those with the highest start first.
  package var priority: Int
  /// Number of further attempts after a failure of any kind but the run's own; nil for what is
  /// usual for the kind.
  package var retries: Int?

  package init(
    threads: Int? = nil, memory: Int = 0, tokens: [Int] = [], priority: Int = 0,
    retries: Int? = nil
  ) {
    self.threads = threads
    self.memory = memory
    self.tokens = tokens
    (self.priority, self.retries) = (priority, retries)
  }
}

/// Limits on what may run at once, and how a run takes failures.
package struct RunLimits: Hashable, Sendable {
  package var jobs: Int
  package var cores: Int
  /// Number of threads of each stage that asks for none; nil divides the cores among the stages
  /// that run.
  package var threads: Int?
  /// Memory of all stages that run, in bytes.
  package var memory: Int
  package var tokens: [Int]
  /// Whether stages that don't need a failed one still run.
  package var keepsGoing: Bool

  package init(
    jobs: Int, cores: Int, threads: Int? = nil, memory: Int = .max, tokens: [Int] = [],
    keepsGoing: Bool = false
  ) {
    self.jobs = max(1, jobs)
    self.cores = max(1, cores)
    self.threads = threads
    self.memory = memory
    self.tokens = tokens
    self.keepsGoing = keepsGoing
  }

  var everything: ResourceVector {
    ResourceVector(jobs: jobs, threads: max(cores, jobs), memory: memory, tokens: tokens)
  }
}

/// The fixed part of a run, which has the inputs of each stage, the order in which stages start,
/// and the resources that each one asks for.
///
/// Stages are given by their indices in the plan. A stage reads groups of stages, and stages that
/// read the same ones share a group. A group counts as one node, so many-to-many edges cost one
/// step a member.
package final class RunGraph: Sendable {
  let demands: [StageDemand]
  /// The stages of each group, without repetitions [groups, members].
  let members: [[Int]]
  /// The stages that read each group [groups, users].
  let users: [[Int]]
  /// The groups that each stage reads [stages, groups].
  let reads: [[Int]]
  /// The groups that each stage is a member of [stages, groups].
  let memberships: [[Int]]
  /// The stages in the order in which they start, all else being equal.
  let order: [Int]
  /// The position of each stage in ``order``.
  let ranks: [Int]

  /// Creates a graph whose stages read groups of stages.
  ///
  /// - Parameters:
  ///   - groups: The stages that are read together [groups, members], each before all that read it.
  ///   - reads: The groups that each stage reads [stages, groups].
  ///   - demands: What each stage asks for [stages]; empty where no stage asks for anything.
  package init(groups: [[Int]], reads: [[Int]], demands: [StageDemand] = []) {
    let demands =
      demands.isEmpty ? Array(repeating: StageDemand(), count: reads.count) : demands
    let members = groups.map(Self.distinct)
    self.members = members
    self.reads = reads.map { groups in Self.distinct(groups.filter { !members[$0].isEmpty }) }
    users = Self.inverted(self.reads, count: groups.count)
    memberships = Self.inverted(members, count: reads.count)
    let lengths = Self.criticalPaths(self.reads, memberships, groups: groups.count)
    order = reads.indices.sorted {
      (-demands[$0].priority, -lengths[$0], $0) < (-demands[$1].priority, -lengths[$1], $1)
    }
    var ranks = Array(repeating: 0, count: reads.count)
    for (rank, stage) in order.enumerated() { ranks[stage] = rank }
    (self.ranks, self.demands) = (ranks, demands)
  }

  /// Creates a graph from the stages that each stage reads [stages, inputs].
  package convenience init(inputs: [[Int]], demands: [StageDemand] = []) {
    self.init(groups: inputs.indices.map { [$0] }, reads: inputs, demands: demands)
  }

  /// Returns the length of the longest chain of stages that begins with each stage, itself
  /// included.
  private static func criticalPaths(
    _ reads: [[Int]], _ memberships: [[Int]], groups: Int
  ) -> [Int] {
    var lengths = Array(repeating: 1, count: reads.count)
    var after = Array(repeating: 0, count: groups)
    for stage in reads.indices.reversed() {
      lengths[stage] = 1 + (memberships[stage].map { after[$0] }.max() ?? 0)
      for group in reads[stage] { after[group] = max(after[group], lengths[stage]) }
    }
    return lengths
  }

  private static func distinct(_ numbers: [Int]) -> [Int] {
    numbers.count < 2 ? numbers : Set(numbers).sorted()
  }

  private static func inverted(_ lists: [[Int]], count: Int) -> [[Int]] {
    var inverted = Array(repeating: [Int](), count: count)
    for (index, list) in lists.enumerated() {
      for number in list { inverted[number].append(index) }
    }
    return inverted
  }
}

extension RunGraph: Hashable {
  /// Compares by identity, since a run makes its graph only once.
  package static func == (a: RunGraph, b: RunGraph) -> Bool { a === b }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
