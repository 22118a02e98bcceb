package import Pipeline

/// Settings of how a plan is run, none of which changes a result.
package struct RunOptions: Sendable {
  /// Number of stages that may run at once.
  package var jobs: Int
  /// Number of threads of each stage that declares none; nil divides the cores among the stages
  /// that run.
  package var threads: Int?
  package var cores: Int
  /// Bytes of memory that all stages that run may take together; nil for no limit.
  package var memory: Int?
  /// Number of each resource that stages take whole, such as `gpu`, by the resource's name.
  package var tokens: [String: Int]
  /// Names of the tokens that are counted where jobs run, unless ``tokens`` has them too.
  package var tokensElsewhere: Set<String> = []
  /// Number of further attempts at stages that declare none; nil for what is usual for a failure
  /// of its kind.
  package var retries: Int?
  /// Seconds after an interrupt until the stages that still run here are killed.
  package var patience: Double
  package var keepsGoing: Bool
  /// Stages that are run again though their results are in the store.
  package var forced: Set<StageID>
  /// Bytes of memory that stages which declare none are expected to take, where that is known.
  package var predictedMemory: [StageID: Int]
  /// Name that distinguishes the attempts of this run from those of others.
  package var session: String

  package init(
    jobs: Int, threads: Int?, cores: Int, memory: Int? = nil, tokens: [String: Int] = [:],
    retries: Int? = nil, patience: Double = 4.5, keepsGoing: Bool = false,
    forced: Set<StageID> = [], predictedMemory: [StageID: Int] = [:], session: String = "1"
  ) {
    self.jobs = jobs
    self.threads = threads
    self.cores = cores
    self.memory = memory
    self.tokens = tokens
    self.retries = retries
    self.patience = patience
    self.keepsGoing = keepsGoing
    self.forced = forced
    (self.predictedMemory, self.session) = (predictedMemory, session)
  }

  /// Names of the tokens in the order in which they are counted.
  private var tokenNames: [String] { tokens.keys.sorted() }

  var limits: RunLimits {
    RunLimits(
      jobs: jobs, cores: cores, threads: threads, memory: memory ?? .max,
      tokens: tokenNames.map { max(0, tokens[$0, default: 0]) }, keepsGoing: keepsGoing)
  }

  func graph(of plan: Plan, _ edges: PlanEdges) -> RunGraph {
    RunGraph(
      groups: edges.members, reads: edges.groups, demands: plan.stages.map { demand(of: $0) })
  }

  private func demand(of stage: PlannedStage) -> StageDemand {
    let resources = stage.resources
    return StageDemand(
      threads: resources.threads, memory: resources.memory ?? predictedMemory[stage.id] ?? 0,
      tokens: resources.tokens.isEmpty
        ? [] : tokenNames.map { min(resources.tokens[$0, default: 0], tokens[$0, default: 0]) },
      priority: resources.priority, retries: resources.retries ?? retries)
  }

  /// Checks that the run has enough tokens for every stage that is to be run.
  ///
  /// - Throws: ``UnmetDemand`` for the first stage that asks for more of a token than there is.
  package func check(_ plan: Plan, _ survey: Survey) throws(UnmetDemand) {
    for (stage, status) in zip(plan.stages, survey.statuses) {
      if case .cached = status { continue }
      for (name, count) in stage.resources.tokens.sorted(by: { $0.key < $1.key })
      where count > tokens[name] ?? (tokensElsewhere.contains(name) ? .max : 0) {
        throw UnmetDemand(stage: stage, token: name, count: count, available: tokens[name])
      }
    }
  }
}

/// The error that a stage asks for more of a token than the run has.
package struct UnmetDemand: Error, CustomStringConvertible {
  let stage: PlannedStage
  let token: String
  let count: Int
  let available: Int?

  package var description: String {
    let there =
      available.map { "this run has only \($0)" } ?? "nothing says how many this machine has"
    return """
      \(stage.location): stage '\(stage.id)' needs \(count) of '\(token)', and \(there); \
      say --tokens \(token)=\(count) if there are as many
      """
  }
}
