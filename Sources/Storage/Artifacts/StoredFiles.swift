internal import Platform
internal import Spec

/// The files of finished stages, and whether each still is what was stored.
final class StoredFiles: Sendable {
  private let folder: ArtifactFolder
  private let ledger: FileLedger
  private let isReadOnly: Bool

  init(_ folder: ArtifactFolder, ledger: FileLedger, isReadOnly: Bool) {
    self.folder = folder
    self.ledger = ledger
    self.isReadOnly = isReadOnly
  }

  func path(of digest: Fingerprint) -> String { folder.path(of: digest) }

  /// Returns whether a path is that of a stored file, whatever the file's bytes.
  func isStored(_ path: String) -> Bool { folder.digest(ofStored: path) != nil }

  /// Returns whether a file has the bytes that its name says.
  ///
  /// The file's status is compared with the one remembered and, if that differs, its digest. A file
  /// with other bytes is moved to `quarantine`.
  func isSound(_ digest: Fingerprint) throws -> Bool {
    if ledger.isRemoved(digest) { return false }
    let path = path(of: digest)
    guard let status = FileStatus(ofFile: path) else {
      if FileSystem.exists(path) { try setAside(digest) }
      return false
    }
    return try ledger.isSound(digest, status) ?? compare(digest, path, status)
  }

  private func compare(
    _ digest: Fingerprint, _ path: String, _ status: FileStatus
  ) throws -> Bool {
    let settled = status.settled()
    if ledger.mayHave(digest, bytes: status.bytes), try Fingerprint(ofFile: path) == digest {
      ledger.note(sound: digest, settled, isWritable: !isReadOnly)
      return true
    }
    ledger.note(damaged: digest, status)
    if FileStatus(ofFile: path) == status { try setAside(digest) }
    return false
  }

  /// Reads a file again, whatever is known about it, and moves it to `quarantine` if it is damaged.
  ///
  /// - Returns: What is wrong with it; nil if nothing is.
  func damage(to digest: Fingerprint, bytes: Int) throws -> DamagedArtifact.Damage? {
    let path = path(of: digest)
    guard FileSystem.exists(path) else { return .missing }
    let status = FileStatus(ofFile: path)
    let settled = status?.settled()
    guard let settled, settled.bytes == bytes, try Fingerprint(ofFile: path) == digest else {
      try setAside(digest)
      return status?.bytes == bytes ? .altered : .truncated
    }
    ledger.note(sound: digest, settled, isWritable: !isReadOnly)
    return nil
  }

  private func setAside(_ digest: Fingerprint) throws {
    if !isReadOnly { try folder.moveAside(digest) }
  }

  /// Moves something that isn't a stored file to `quarantine`.
  func setAside(path: String) throws {
    if !isReadOnly { try DiskFile.moveAside(path, into: folder.quarantine) }
  }

  /// Moves the files of a stage into the folder, as ``ArtifactFolder`` does; files that are stored
  /// already stay.
  func adopt(
    _ files: [String: String], isDurable: Bool
  ) throws -> [ArtifactFolder.Item] {
    try folder.adopt(files, isDurable: isDurable, isSound: knownStatus)
  }

  /// Returns the status of a stored file if it is known to be as it was stored.
  private func knownStatus(of digest: Fingerprint) -> FileStatus? {
    guard let status = FileStatus(ofFile: path(of: digest)) else { return nil }
    return ledger.isSound(digest, status) == true ? status : nil
  }

  /// Moves a file to the path of its digest.
  func take(_ path: String, as digest: Fingerprint) throws -> FileStatus {
    try folder.take(path, digest)
  }

  /// Makes the names of files survive a loss of power.
  func sync(_ items: [ArtifactFolder.Item]) throws { try folder.sync(items) }

  /// Makes everything that this process has stored survive a loss of power.
  func makeDurable() throws {
    let files = ledger.volatile
    if files.isEmpty { return }
    try folder.syncAll()
    ledger.noteDurable(files)
  }

  /// Returns the files of records that are missing, each with the given time.
  func missing(of records: [StageRecord], at time: String) -> [Fingerprint: String] {
    folder.missing(of: records, at: time)
  }

  /// Notes that files are about to be removed to free space.
  func noteRemoved(_ digests: [Fingerprint]) { ledger.note(removed: digests) }

  /// Returns the path and name of every file in the folder, unfinished copies included, sorted by
  /// path.
  func contents() -> [(path: String, name: String)] { folder.contents() }

  /// Returns the paths of what was damaged and set aside, sorted.
  func quarantined() -> [String] {
    FileSystem.names(in: folder.quarantine).map { "\(folder.quarantine)/\($0)" }
  }

  /// The disk space of all files, and of what was set aside, in bytes.
  var bytes: (stored: Int, quarantined: Int) {
    (FileSystem.bytes(under: folder.folder), FileSystem.bytes(under: folder.quarantine))
  }
}
