internal import Pipeline

/// The answer of a job: a file that it leaves in the shared folder when it ends, which appears
/// whole or not at all.
package struct JobExit: Codable, Hashable, Sendable {
  package enum Outcome: String, Codable, Sendable {
    /// The stage is done, and its output lies beside the answer.
    case done
    /// The stage failed with an error of its own.
    case failed
    /// The stage was asked to stop and saved its state.
    case stopped
    /// The process that ran the stage ended without an answer.
    case crashed
    /// The stage failed or crashed after the system had killed a process of it for lack of memory.
    case memory

    /// Returns what an outcome means, given what was done to the job before it.
    ///
    /// - Parameters:
    ///   - wasAskedToEnd: Whether the job was asked to end. Slurm sends the signal to all processes
    ///     of a job: a command that fails after that was cut off, which is no error of the stage.
    ///   - kills: Number of processes of the job that the system has killed for lack of memory.
    package func judged(wasAskedToEnd: Bool, kills: Int) -> Outcome {
      guard self == .failed || self == .crashed else { return self }
      return kills > 0 ? .memory : wasAskedToEnd ? .stopped : self
    }
  }

  /// Token of the submission that the job was part of; an answer with another token is ignored.
  package var token: String
  package var index: Int
  package var outcome: Outcome
  /// What went wrong, in words for people.
  package var message: String?
  /// Exit code of the process that ran the stage; nil where a signal ended it.
  package var code: Int?
  package var signal: Int?
  /// When the job began, in seconds since 1970 by the node's clock.
  package var start: Double
  /// When the job ended, in seconds since 1970 by the node's clock.
  package var end: Double
  /// The most bytes of memory that any one process of the stage had.
  package var mostMemory: Int
  package var host: String
  /// Slurm's number of the job.
  package var job: String?
  /// Number of times that Slurm has started it again.
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
