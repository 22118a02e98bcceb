package import Pipeline
package import Spec

/// What executors are made from: where things are, and whom to tell.
package struct ExecutorContext: Sendable {
  /// The path of this program, which workers are made from.
  package var program: String
  /// The results folder, absolute.
  package var results: String
  /// Remembers what was handed to a batch system.
  package var journal: any SubmissionJournal
  package var profile: Profile
  /// Seconds between asking a job whose time is over to stop and killing it.
  package var grace: Double
  /// Tells the person who waits something that is no stage's failure.
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
