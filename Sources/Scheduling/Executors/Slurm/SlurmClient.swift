/// Slurm's answer to a submission.
package enum SubmissionAnswer: Hashable, Sendable {
  /// Slurm has taken the job, under this number.
  case accepted(String)
  /// Slurm refuses the job for good; in its words.
  case refused(String)
  /// Slurm may or may not have taken the job; in its words.
  case unanswered(String)
}

/// The error that Slurm did not answer.
package struct SlurmSilence: Error, Hashable, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

/// The configuration of a site's Slurm.
package struct SlurmConfiguration: Hashable, Sendable {
  /// Bound that the numbers of an array's tasks have to be below.
  package var maximumArraySize: Int?
  /// Seconds for which jobs that have ended are remembered.
  package var retention: Int?

  package init(maximumArraySize: Int? = nil, retention: Int? = nil) {
    (self.maximumArraySize, self.retention) = (maximumArraySize, retention)
  }
}

/// A connection to Slurm, whose calls return when Slurm has answered.
package protocol SlurmClient: Sendable {
  /// Submits a script.
  ///
  /// - Parameter held: A file descriptor that is kept open as long as the submission may take
  ///   effect.
  func submit(_ arguments: [String], holding held: Int32?) -> SubmissionAnswer

  /// Returns the jobs of these names that Slurm knows, those that ended lately included.
  func queue(_ names: [String]) throws(SlurmSilence) -> [QueueEntry]

  /// Returns the jobs of these names in Slurm's accounts, which also have jobs that the queue has
  /// forgotten; nil where it keeps no accounts.
  func accounts(_ names: [String]) -> [QueueEntry]?

  /// Cancels jobs by their numbers; those that are over are no error.
  func cancel(_ jobs: [SlurmJobID]) throws(SlurmSilence)

  /// Cancels all jobs of a name.
  func cancel(name: String) throws(SlurmSilence)

  func configuration() throws(SlurmSilence) -> SlurmConfiguration
}
