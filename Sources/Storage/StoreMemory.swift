internal import Pipeline
internal import Spec

/// A finished stage as the store tells of it, its files not yet looked at.
struct StoredStage: Sendable {
  struct File: Sendable {
    let name: String
    let digest: Fingerprint
  }

  let content: Fingerprint
  let files: [File]
}

/// What a process has learnt of the store so far.
///
/// Stages that were stored are never stored otherwise unless they are done again, so what was read
/// once stays good; what is missing here is looked up again when others have written.
struct StoreMemory: Sendable {
  var stages: [Fingerprint: StoredStage] = [:]
  /// By digest; a file that is like this has the bytes that its name says.
  var objects: [Fingerprint: FileStatus] = [:]
  /// Files that are gone to make room, or are about to be.
  var removed: Set<Fingerprint> = []
  /// Files that were found damaged and could not be set aside, as they were then.
  var damaged: [Fingerprint: FileStatus] = [:]
  /// Files whose status is to be written down with the next transaction.
  var learnt: [Fingerprint: FileStatus] = [:]
  /// Files that this process has stored, and that a loss of power may still damage.
  var volatile: [Fingerprint: FileStatus] = [:]

  /// Whether everything in the database was read when it had this version.
  var version: Int?
  /// How many stages there were when they were last counted.
  var size: Int?
  /// Which recipes the stages have, as they were when the first was asked for.
  var recipes: StoredRecipes?
  /// How many stages were looked up one by one.
  var lookups = 0
  /// Whether stages with a record of their own, but none in the database, were taken in.
  var hasTakenInRecords = false
  /// Stages whose claim was taken: others may have done them until then.
  var claimed: Set<Fingerprint> = []

  /// Finished stages whose work folders are yet to be removed.
  var discarded: Set<Fingerprint> = []

  /// The run of this process, and the stages that it is known to rely on.
  var run: Int?
  var relied: Set<Fingerprint> = []
  /// The keys of the run's stages as far as they were noted.
  var keys: [StageID: Fingerprint] = [:]
  /// Stages of the run that were noted as cached when it began.
  var notedAsCached: Set<StageID> = []

  /// Whether reading everything costs no more than the look-ups that it is likely to save.
  ///
  /// A stage that is read in passing takes a small part of the time of a look-up.
  var isWorthReading: Bool { (size ?? .max) / 64 <= lookups }

  /// The content of a stage of the run, where it was noted as finished.
  func content(of stage: StageID) -> Fingerprint? {
    keys[stage].flatMap { stages[$0] }?.content
  }

  mutating func add(_ status: FileStatus, ofObject digest: Fingerprint) {
    objects[digest] = status
    removed.remove(digest)
    damaged[digest] = nil
  }
}
