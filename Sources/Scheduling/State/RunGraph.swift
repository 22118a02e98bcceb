/// What a stage asks of a run, whatever its result.
package struct StageDemand: Hashable, Sendable {
  /// nil for a share of the cores.
  package var threads: Int?
  /// In bytes; 0 where it is not known.
  package var memory: Int
  /// Of each token, in the order of the run's limits.
  package var tokens: [Int]
  /// Of the stages that are ready, those of the highest start first.
  package var priority: Int
  /// Further attempts after a failure of any kind but the run's own; nil for what is usual.
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

/// How much may run at once, and how a run takes failures.
package struct RunLimits: Hashable, Sendable {
  package var jobs: Int
  package var cores: Int
  /// Threads for each stage that asks for no number; nil shares the cores among those that run.
  package var threads: Int?
  /// In bytes.
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

/// What stays as it is in a run: who reads what, in which order, and what each stage asks for.
///
/// Stages are their places in the plan. A stage reads groups of stages, and stages that read the
/// same share a group: it counts as one node, so many-to-many edges cost a step a member.
package final class RunGraph: Sendable {
  let demands: [StageDemand]
  /// By group, without repetitions.
  let members: [[Int]]
  let users: [[Int]]
  /// By stage: the groups that it reads, and those that it is a member of.
  let reads: [[Int]]
  let memberships: [[Int]]
  /// The stages in the order in which they start, all else being equal, and where each stands.
  let order: [Int]
  let ranks: [Int]

  /// - Parameters:
  ///   - groups: Stages that are read together, each before all that read it.
  ///   - reads: The groups that each stage reads.
  ///   - demands: What each stage asks for; where it is empty, nothing in particular.
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

  /// A graph of single edges.
  package convenience init(inputs: [[Int]], demands: [StageDemand] = []) {
    self.init(groups: inputs.indices.map { [$0] }, reads: inputs, demands: demands)
  }

  /// How many stages follow each one at most, itself included.
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
    for (place, list) in lists.enumerated() {
      for number in list { inverted[number].append(place) }
    }
    return inverted
  }
}

extension RunGraph: Hashable {
  /// Graphs are made once a run; that one is itself is all that is asked of it.
  package static func == (a: RunGraph, b: RunGraph) -> Bool { a === b }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
