package import Pipeline

/// How a plan is run; none of it changes a result.
package struct RunOptions: Sendable {
  /// How many stages may run at once.
  package var jobs: Int
  /// Threads of each stage that asks for none; nil shares the cores out among those that run.
  package var threads: Int?
  package var cores: Int
  /// Bytes that all stages that run may take together; nil for any number.
  package var memory: Int?
  /// Of things that there is a number of, such as `gpu`, how many there are.
  package var tokens: [String: Int]
  /// Those that are counted where jobs run, unless ``tokens`` has them too.
  package var tokensElsewhere: Set<String> = []
  /// Further attempts at stages that declare none; nil for what is usual for a failure.
  package var retries: Int?
  /// Seconds between an interrupt and the end of what runs here and hasn't stopped by then.
  package var patience: Double
  package var keepsGoing: Bool
  /// Stages that are done again though they are in the store.
  package var forced: Set<StageID>
  /// Bytes that stages which declare none will take, as far as that is known.
  package var predictedMemory: [StageID: Int]
  /// Tells the attempts of this run from those of others.
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

  /// The tokens' names in the order in which they are counted.
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
    let terms = stage.terms
    return StageDemand(
      threads: terms.threads, memory: terms.memory ?? predictedMemory[stage.id] ?? 0,
      tokens: terms.tokens.isEmpty
        ? [] : tokenNames.map { min(terms.tokens[$0, default: 0], tokens[$0, default: 0]) },
      priority: terms.priority, retries: terms.retries ?? retries)
  }

  /// Makes sure that every stage which is to be done can be.
  ///
  /// - Throws: ``UnmetDemand`` for the first one that asks for more of a token than there is.
  package func check(_ plan: Plan, _ survey: Survey) throws(UnmetDemand) {
    for (stage, need) in zip(plan.stages, survey.needs) {
      if case .cached = need { continue }
      for (name, count) in stage.terms.tokens.sorted(by: { $0.key < $1.key })
      where count > tokens[name] ?? (tokensElsewhere.contains(name) ? .max : 0) {
        throw UnmetDemand(stage: stage, token: name, count: count, available: tokens[name])
      }
    }
  }
}

/// A stage that asks for more of something than the run has.
package struct UnmetDemand: Error, CustomStringConvertible {
  let stage: PlannedStage
  let token: String
  let count: Int
  let available: Int?

  package var description: String {
    let there =
      available.map { "this run has only \($0)" } ?? "nothing says how many this machine has"
    return """
      \(stage.place): stage '\(stage.id)' needs \(count) of '\(token)', and \(there); \
      say --tokens \(token)=\(count) if there are as many
      """
  }
}
