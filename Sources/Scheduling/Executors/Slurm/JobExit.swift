internal import Pipeline

/// What a job leaves in the shared folder when it ends: the one sign that it did, which appears
/// whole or not at all.
package struct JobExit: Codable, Hashable, Sendable {
  package enum Outcome: String, Codable, Sendable {
    /// The stage's output lies beside this.
    case done
    /// The stage's own error.
    case failed
    /// Asked to, it saved its state.
    case stopped
    /// The process that did the stage ended without an answer.
    case crashed
    /// It failed or crashed, and the system had killed something of it for want of memory.
    case memory

    /// What an end means, given what was done to the job before it.
    ///
    /// - Parameters:
    ///   - wasTold: Whether the job was told to end. Slurm tells all processes of a job: what fails
    ///     after that was cut off, which is no error of the stage.
    ///   - kills: How many processes of the job were killed for want of memory.
    package func judged(wasTold: Bool, kills: Int) -> Outcome {
      guard self == .failed || self == .crashed else { return self }
      return kills > 0 ? .memory : wasTold ? .stopped : self
    }
  }

  /// The submission that the job was part of; an answer with another one is not believed.
  package var token: String
  package var index: Int
  package var outcome: Outcome
  /// What went wrong, for people.
  package var message: String?
  /// The exit code of the process that did the stage; nil where a signal ended it.
  package var code: Int?
  package var signal: Int?
  /// Seconds since 1970, by the node's clock.
  package var start: Double
  package var end: Double
  /// The most memory that the processes of the stage had, in bytes.
  package var mostMemory: Int
  package var host: String
  /// Slurm's number of the job.
  package var job: String?
  /// How often Slurm has started it again.
  package var restarts: Int

  package init(
    token: String, index: Int, outcome: Outcome, message: String? = nil, code: Int? = nil,
    signal: Int? = nil, start: Double, end: Double, mostMemory: Int, host: String, job: String?,
    restarts: Int = 0
  ) {
    self.token = token
    self.index = index
    self.outcome = outcome
    self.message = message
    self.code = code
    self.signal = signal
    self.start = start
    self.end = end
    self.mostMemory = mostMemory
    self.host = host
    self.job = job
    self.restarts = restarts
  }
}
