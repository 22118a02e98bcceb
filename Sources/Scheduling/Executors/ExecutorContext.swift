package import Pipeline
package import Spec

/// The paths, the journal, the profile and the way to notify the person who waits that executors
/// are created with.
package struct ExecutorContext: Sendable {
  /// The path of this program, which workers are made from.
  package var program: String
  /// The results folder, absolute.
  package var results: String
  /// Record of the jobs that were handed to a batch system.
  package var journal: any SubmissionJournal
  package var profile: Profile
  /// Seconds between asking a job that has exceeded its time limit to stop and killing it.
  package var grace: Double
  /// Shows a message that is no stage's failure to the person who waits.
  package var notify: @Sendable (String) -> Void

  package init(
    program: String, results: String, journal: any SubmissionJournal, profile: Profile,
    grace: Double = 10, notify: @escaping @Sendable (String) -> Void
  ) {
    self.program = program
    self.results = results
    self.journal = journal
    self.profile = profile
    self.grace = grace
    self.notify = notify
  }
}
