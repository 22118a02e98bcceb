/// What Slurm said to a submission.
package enum SubmissionAnswer: Hashable, Sendable {
  /// The number of the job.
  case accepted(String)
  /// For good; in Slurm's words.
  case refused(String)
  /// It may or may not have been taken; in Slurm's words.
  case unanswered(String)
}

/// Slurm did not answer.
package struct SlurmSilence: Error, Hashable, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

/// What a site's Slurm is like.
package struct SlurmConfiguration: Hashable, Sendable {
  /// Tasks of an array have to be numbered below this.
  package var maximumArraySize: Int?
  /// Seconds for which jobs that have ended are remembered.
  package var memory: Int?

  package init(maximumArraySize: Int? = nil, memory: Int? = nil) {
    (self.maximumArraySize, self.memory) = (maximumArraySize, memory)
  }
}

/// Slurm, as far as jobs are concerned. Every call takes the time that Slurm takes.
package protocol SlurmClient: Sendable {
  /// Submits a script.
  ///
  /// - Parameter held: A descriptor that is kept open as long as the submission may take effect.
  func submit(_ arguments: [String], holding held: Int32?) -> SubmissionAnswer

  /// The jobs of these names that Slurm knows, those that ended lately included.
  func queue(_ names: [String]) throws(SlurmSilence) -> [QueueEntry]

  /// The same for jobs that Slurm has forgotten; nil where it keeps no accounts.
  func accounts(_ names: [String]) -> [QueueEntry]?

  /// Cancels jobs by their numbers; those that are over are no error.
  func cancel(_ jobs: [JobPlace]) throws(SlurmSilence)

  /// Cancels all jobs of a name.
  func cancel(name: String) throws(SlurmSilence)

  func configuration() throws(SlurmSilence) -> SlurmConfiguration
}
