internal import Platform
internal import Spec

/// The folder of finished stages' files, each of which is named by its SHA-256:
/// `artifacts/<first two digits>/<digest>`.
struct ArtifactFolder: Sendable {
  /// A file of a stage that has been moved into the folder.
  struct Item: Sendable {
    let name: String
    let digest: Fingerprint
    let status: FileStatus
  }

  let folder: String
  let quarantine: String
  private let results: String

  init(results: String) {
    self.results = results
    folder = "\(results)/artifacts"
    quarantine = "\(results)/quarantine"
  }

  func path(of digest: Fingerprint) -> String {
    let text = digest.description
    return "\(folder)/\(text.prefix(2))/\(text)"
  }

  /// Returns the digest of the stored file that a path leads to; nil if it leads elsewhere.
  func digest(ofStored path: String) -> Fingerprint? {
    let digest = path.split(separator: "/").last.flatMap { Fingerprint(hexadecimal: String($0)) }
    return digest.flatMap { self.path(of: $0) == path ? $0 : nil }
  }

  /// Moves a stage's files into the folder, in the order of their names.
  ///
  /// Each is made read-only and moved. A file that is stored already stays, as when a stage passes
  /// on what it read. Until the database names the files they belong to no stage.
  /// - Parameters:
  ///   - files: Paths by name.
  ///   - isDurable: Whether their bytes are to survive a loss of power from now on.
  ///   - isSound: Returns the status of the stored file of a digest if it is as it was stored; that
  ///     file then stays and the new one is removed. Otherwise the stored file is replaced.
  /// - Throws: ``StoreError`` if a file is missing or has changed since it was stored.
  func adopt(
    _ files: [String: String], isDurable: Bool, isSound: (Fingerprint) throws -> FileStatus?
  ) throws -> [Item] {
    var seen: [String: (digest: Fingerprint, status: FileStatus)] = [:]
    return try files.sorted { $0.key < $1.key }.map { name, path in
      let kept = try seen[path] ?? adopt(path, isDurable, isSound)
      seen[path] = kept
      return Item(name: name, digest: kept.digest, status: kept.status)
    }
  }

  private func adopt(
    _ path: String, _ isDurable: Bool, _ isSound: (Fingerprint) throws -> FileStatus?
  ) throws -> (digest: Fingerprint, status: FileStatus) {
    guard FileStatus(ofFile: path) != nil else {
      throw StoreError(path, "was promised by the stage, but is not there as a plain file")
    }
    let stored = digest(ofStored: path)
    if let stored, let status = try isSound(stored) { return (stored, status) }
    let digest = try Fingerprint(ofFile: path)
    guard stored == nil || stored == digest else {
      throw StoreError(path, "has other bytes than those that were stored")
    }
    if let status = try isSound(digest) {
      try DiskFile.remove(path)
      return (digest, status)
    }
    return (digest, try take(path, digest, isDurable: isDurable))
  }

  /// Moves a file to the path of its digest and makes it read-only.
  func take(_ path: String, _ digest: Fingerprint, isDurable: Bool = true) throws -> FileStatus {
    let target = self.path(of: digest)
    try DiskFile.makeFolder(FileSystem.folder(of: target))
    var source = path
    if !FileSystem.areOnOneFileSystem(path, FileSystem.folder(of: target)) {
      source = TemporaryName.ofProcess.path(for: target)
      try DiskFile.copy(path, to: source)
    }
    try DiskFile.makeReadOnly(source)
    if isDurable { try DiskFile.sync(source) }
    // Asked for once more, so that systems with fine clocks give the renaming a time of its own.
    _ = FileStatus(ofFile: source)
    try DiskFile.rename(source, to: target)
    if source != path { try DiskFile.remove(path) }
    guard let status = FileStatus(ofFile: target) else {
      throw StoreError(target, "is gone again, though nobody else writes here")
    }
    return status
  }

  /// Makes the names of files survive a loss of power.
  func sync(_ items: [Item]) throws {
    for parent in Set(items.map { FileSystem.folder(of: path(of: $0.digest)) }) {
      try DiskFile.sync(parent)
    }
  }

  /// Makes everything in the results folder survive a loss of power.
  func syncAll() throws { try DiskFile.syncAll(on: results) }

  /// Returns the files of records that are missing, each with the given time.
  func missing(of records: [StageRecord], at time: String) -> [Fingerprint: String] {
    var missing: [Fingerprint: String] = [:]
    for file in records.lazy.flatMap(\.files) where !FileSystem.exists(path(of: file.digest)) {
      missing[file.digest] = time
    }
    return missing
  }

  /// Moves a damaged file aside; one that is gone by now needs no moving.
  func moveAside(_ digest: Fingerprint) throws {
    try DiskFile.moveAside(path(of: digest), into: quarantine)
  }

  /// Returns the path and name of every file in the folder, unfinished copies included, sorted by
  /// path.
  func contents() -> [(path: String, name: String)] {
    FileSystem.names(in: folder).flatMap { prefix in
      FileSystem.names(in: "\(folder)/\(prefix)").map { ("\(folder)/\(prefix)/\($0)", $0) }
    }
  }
}
