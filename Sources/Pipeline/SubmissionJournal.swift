public import Spec

/// A stage that was handed, or is about to be handed, to a batch system that outlives this process.
public struct Submission: Sendable, Equatable {
  /// How far it is, as far as this program needs to know after a restart.
  public enum State: String, Sendable {
    /// Written down before the batch system was asked; whether it took the job is not known.
    case submitting
    /// The batch system has it, waiting or running.
    case submitted
    /// Its stage is in the store, or it ended in another way and needs no looking after.
    case closed
  }

  /// Names the request that it was part of; the batch system carries it as the job's comment.
  public let token: String
  /// Its place in that request, from 0.
  public let index: Int
  public let stage: Fingerprint
  /// From 1.
  public let attempt: Int
  /// The job's name, the same for all submissions of one run.
  public let name: String
  /// Where its manifest, script and answers are; absolute.
  public let folder: String
  /// Seconds since 1970.
  public let submitted: Double
  /// The batch system's number of it; nil where it never came to be known.
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

/// Remembers what was submitted, so that a coordinator that died is followed by one that knows.
public protocol SubmissionJournal: Sendable {
  /// Writes submissions down, to survive even a loss of power, before anything is asked for.
  func begin(_ submissions: [Submission]) throws

  /// Notes the batch system's number of every submission of a token.
  ///
  /// - Parameter jobs: By place in the request.
  func accepted(_ token: String, jobs: [Int: String]) throws

  /// Notes that a submission ended without a result.
  ///
  /// - Parameter message: How, for people who look into the database.
  func ended(_ token: String, index: Int, message: String) throws

  /// The submissions of a stage whose end is not known, the latest first.
  func open(_ stage: Fingerprint) throws -> [Submission]

  /// Closes submissions whose stages have been stored since, and forgets requests that have no open
  /// ones left.
  ///
  /// - Parameter discard: Removes the folder of such a request; it may be gone already.
  func settle(_ discard: (_ folder: String) throws -> Void) throws
}
