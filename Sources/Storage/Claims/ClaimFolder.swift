internal import Pipeline
internal import Platform
internal import Spec
internal import Synchronization

/// The locks of a results folder, which show who does a stage, which runs are in progress, and who
/// keeps files from being removed.
final class ClaimFolder: Sendable {
  /// The results folder.
  let results: String
  private let isReadOnly: Bool
  private let stages = StageClaimFile()
  /// The marks of this process's runs, by the run's number.
  private let marks = Mutex<[Int: RunMark]>([:])

  init(results: String, isReadOnly: Bool) {
    self.results = results
    self.isReadOnly = isReadOnly
  }

  private var folder: String { "\(results)/claims" }

  func make() throws { try DiskFile.makeFolder(folder) }

  /// Takes the right to do a stage; nil while another process or claim has it.
  func claim(_ fingerprint: Fingerprint) throws -> StageByteClaim? {
    try stages.take(fingerprint, in: folder)
  }

  /// Returns whether any process does a stage now.
  func isClaimed(_ fingerprint: Fingerprint) throws -> Bool {
    try StageClaimFile.isHeld(fingerprint, in: folder)
  }

  /// Runs `body` while no cleaning removes anything.
  func sharing<Result>(_ body: () throws -> Result) throws -> Result {
    if isReadOnly { return try body() }
    let lock = try DiskFile.lock("\(results)/.use", .shared)
    return try withExtendedLifetime(lock, body)
  }

  /// Runs `body` while nobody adds anything or begins to rely on anything.
  func alone<Result>(_ body: () throws -> Result) throws -> Result {
    let lock = try DiskFile.lock("\(results)/.use", .exclusive)
    return try withExtendedLifetime(lock, body)
  }

  /// Runs `body` while no other process writes tables.
  func publishing<Result>(_ body: () throws -> Result) throws -> Result {
    let lock = try DiskFile.lock("\(results)/.tables", .exclusive)
    return try withExtendedLifetime(lock, body)
  }

  /// Takes the lock that a process holds while it opens a results folder for writing, and waits for
  /// it if need be.
  static func holdOpening(_ results: String) throws -> FileLock {
    try DiskFile.lock("\(results)/.lock", .exclusive)
  }
}

/// The marks of runs in progress.
extension ClaimFolder {
  private func path(ofRun run: Int) -> String { "\(folder)/run-\(run)" }

  /// Sets the mark of a run; nil while another process holds it.
  func mark(run: Int, host: String) throws -> RunMark? {
    try RunMark.take(path(ofRun: run), host: host)
  }

  /// Keeps a mark until the run ends, or this process.
  func keep(_ mark: RunMark?, ofRun run: Int) { marks.withLock { $0[run] = mark } }

  func release(run: Int) { marks.withLock { $0.removeValue(forKey: run) }?.release() }

  /// Removes the mark of a run whose process has ended.
  func removeMark(ofRun run: Int) throws { try DiskFile.remove(path(ofRun: run)) }

  /// Returns whether a run's process is alive: some process holds the run's mark or, if that file
  /// is gone, the process that the database names is alive.
  func isInProgress(_ owner: RunOwner) throws -> Bool {
    try DiskFile.isLocked(path(ofRun: owner.run)) ?? owner.process?.isAlive ?? false
  }
}
