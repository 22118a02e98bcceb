public import Spec

/// A stage that was submitted, or is about to be submitted, to a batch system that outlives this
/// process.
public struct Submission: Sendable, Equatable {
  /// The state of a submission, as far as this program needs it after a restart.
  public enum State: String, Sendable {
    /// Written down before the batch system was asked; whether it took the job is not known.
    case submitting
    /// Taken by the batch system, waiting or running.
    case submitted
    /// Finished, with its stage in the store, or ended in another way that needs no looking after.
    case closed
  }

  /// Identifier of the request that it was part of, which the batch system keeps as the job's
  /// comment.
  public let token: String
  /// Index in that request, from 0.
  public let index: Int
  public let stage: Fingerprint
  /// Number of the attempt at the stage, from 1.
  public let attempt: Int
  /// Name of the job, the same for all submissions of one run.
  public let name: String
  /// Absolute path of the folder with its manifest, script and answers.
  public let folder: String
  /// Time of the submission in seconds since 1970.
  public let submitted: Double
  /// Number of the job in the batch system; nil where it never became known.
  public var job: String?
  public var state: State

  public init(
    token: String, index: Int, stage: Fingerprint, attempt: Int, name: String, folder: String,
    submitted: Double, job: String? = nil, state: State = .submitting
  ) {
    self.token = token
    self.index = index
    self.stage = stage
    self.attempt = attempt
    self.name = name
    self.folder = folder
    self.submitted = submitted
    (self.job, self.state) = (job, state)
  }
}

/// A record of submissions, from which a coordinator goes on after one that died.
public protocol SubmissionJournal: Sendable {
  /// Writes submissions down before the batch system is asked, so that they survive even a loss of
  /// power.
  func begin(_ submissions: [Submission]) throws

  /// Notes the batch system's number of every submission of a request.
  ///
  /// - Parameter jobs: The numbers by index in the request.
  func accepted(_ token: String, jobs: [Int: String]) throws

  /// Notes that a submission ended without a result.
  ///
  /// - Parameter message: The reason, for people who look into the database.
  func ended(_ token: String, index: Int, message: String) throws

  /// Returns the submissions of a stage whose end is not known, the latest first.
  func open(_ stage: Fingerprint) throws -> [Submission]

  /// Closes submissions whose stages have been stored since, and forgets requests without open
  /// submissions.
  ///
  /// - Parameter discard: Removes the folder of such a request; it may be gone already.
  func settle(_ discard: (_ folder: String) throws -> Void) throws
}
