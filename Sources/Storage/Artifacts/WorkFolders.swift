internal import Platform
internal import Spec
internal import Synchronization

/// The folders in which unfinished stages work, one for each attempt.
final class WorkFolders: Sendable {
  /// The most folders, and the most bytes in each, whose removal waits for the end of the run.
  private static let (mostDeferred, smallWork) = (10_000, 1 << 16)

  private let folder: String
  private let database: ResultsDatabase
  private let claims: ClaimFolder
  private let run: RunInProgress
  /// Finished stages whose folders are yet to be removed.
  private let discarded = Mutex<Set<Fingerprint>>([])

  init(
    results: String, _ database: ResultsDatabase, claims: ClaimFolder, run: RunInProgress
  ) {
    folder = "\(results)/work"
    self.database = database
    self.claims = claims
    self.run = run
  }

  private func path(of fingerprint: Fingerprint) -> String { "\(folder)/\(fingerprint)" }

  /// The disk space of all work folders, in bytes.
  var bytes: Int { FileSystem.bytes(under: folder) }

  /// Makes the folder of a new attempt, which begins with what the attempt before it left.
  func make(for fingerprint: Fingerprint, attempt: String) throws -> String {
    let parent = path(of: fingerprint)
    let path = "\(parent)/\(attempt)"
    if database.isReadOnly || FileSystem.exists(path) { return path }
    // A stage that is done again begins with an empty folder.
    if discarded.withLock({ $0.remove(fingerprint) != nil }) { try DiskFile.remove(parent) }
    try DiskFile.makeFolder(parent)
    if let former = try latestAttempt(in: parent) {
      // A stray process of the former attempt knows the folder by its old name, and so can't reach
      // what it left any more.
      try DiskFile.rename(former, to: path)
      try removeHalfWritten(in: path)
    } else {
      try DiskFile.makeFolder(path)
    }
    return path
  }

  /// Returns the folder of a stage's last attempt, which its next one begins with; nil if there is
  /// none.
  func waiting(for fingerprint: Fingerprint) throws -> String? {
    let parent = path(of: fingerprint)
    return FileSystem.names(in: parent).map { "\(parent)/\($0)" }.filter(FileSystem.isFolder)
      .max(by: Self.isOlder)
  }

  private static func isOlder(_ one: String, than other: String) -> Bool {
    (FileSystem.modified(one), one) < (FileSystem.modified(other), other)
  }

  /// Removes the work folder of a finished stage.
  ///
  /// A small one is removed at the end of the run only, as some file systems take long to make
  /// folders where others have just been removed.
  func discard(_ fingerprint: Fingerprint) throws {
    try database.writer()
    let path = path(of: fingerprint)
    let mayWait = FileSystem.bytes(under: path) < Self.smallWork && run.number != nil
    let isDeferred = discarded.withLock { discarded -> Bool in
      guard mayWait, discarded.count < Self.mostDeferred else { return false }
      discarded.insert(fingerprint)
      return true
    }
    if !isDeferred { try DiskFile.remove(path) }
  }

  /// Removes the folders whose removal has waited for the end of the run.
  func discardDeferred() throws {
    let stages = discarded.withLock { discarded in
      defer { discarded = [] }
      return discarded
    }
    // Whoever has a stage's claim by now works in its folder, and removes it in the end.
    for stage in stages {
      guard let claim = try claims.claim(stage) else { continue }
      try withExtendedLifetime(claim) { try DiskFile.remove(path(of: stage)) }
    }
  }

  /// Returns the folders of stages that no process does, except those with these names.
  func abandoned(except kept: Set<String>) throws -> [String] {
    try FileSystem.names(in: folder).filter { name in
      if kept.contains(name) { return false }
      return try !(Fingerprint(hexadecimal: name).map(claims.isClaimed) ?? false)
    }.map { "\(folder)/\($0)" }
  }

  /// Returns the folder of the attempt that wrote last, and removes what lies beside it.
  private func latestAttempt(in parent: String) throws -> String? {
    let paths = FileSystem.names(in: parent).map { "\(parent)/\($0)" }
    let latest = paths.filter(FileSystem.isFolder).max(by: Self.isOlder)
    // A version of the program without attempts wrote into the folder of the stage itself.
    let loose = paths.filter { !FileSystem.isFolder($0) }
    guard let latest else { return loose.isEmpty ? nil : try gather(loose, parent) }
    for path in paths where path != latest { try DiskFile.remove(path) }
    return latest
  }

  /// Moves the files of a stage without attempts into a folder of their own.
  private func gather(_ loose: [String], _ parent: String) throws -> String {
    let path = "\(parent)/former"
    try DiskFile.makeFolder(path)
    for file in loose {
      try DiskFile.rename(file, to: "\(path)/\(file.split(separator: "/").last ?? "")")
    }
    return path
  }

  private func removeHalfWritten(in path: String) throws {
    for name in FileSystem.names(in: path) where name.hasSuffix(TemporaryName.ending) {
      try DiskFile.remove("\(path)/\(name)")
    }
  }
}
