extension RunState {
  /// An action that the scheduler has to perform.
  package enum Action: Hashable, Sendable {
    /// Resolve the stage's key and report whether it is in the store.
    case resolve(Int)
    case launch(Int, Launch)
    /// Ask the stage to save its state and stop.
    case stop(Int)
    case kill(Int)
    /// The attempt has failed; another one follows.
    case retry(Int)
    /// The stage has failed for good.
    case fail(Int)
    /// The stage is left unfinished and goes on in the next run.
    case leave(Int)
    /// The stage will not be run, because the other one failed.
    case skip(Int, because: Int)
    /// The stage will not be run, because it turned out not to be wanted.
    case prune(Int)
    /// Nothing is left to do, unless ``RunState/finish()`` says otherwise by then.
    case finish(Outcome)
  }

  /// The settings of one attempt at a stage.
  package struct Launch: Hashable, Sendable {
    /// Number of the attempt, from 1.
    package let attempt: Int
    package let threads: Int
    /// Factor on the memory that the stage declares.
    package let memoryFactor: Int

    package init(attempt: Int, threads: Int, memoryFactor: Int = 1) {
      self.attempt = attempt
      self.threads = threads
      self.memoryFactor = memoryFactor
    }
  }

  /// How a run ends.
  package enum Outcome: String, Sendable {
    case done, failed, interrupted
  }
}
