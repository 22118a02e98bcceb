internal import Platform
package import Spec
internal import Synchronization

extension ResultsStore {
  private func work(of fingerprint: Fingerprint) -> String { "\(folder)/work/\(fingerprint)" }

  package func workFolder(for fingerprint: Fingerprint, attempt: String) throws -> String {
    let parent = work(of: fingerprint)
    let path = "\(parent)/\(attempt)"
    if isReadOnly || DiskFile.exists(path) { return path }
    // Of a stage that is done again: its folder is a new one's from now on.
    if memory.withLock({ $0.discarded.remove(fingerprint) != nil }) {
      try DiskFile.remove(parent)
    }
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

  /// Removes what is left of a finished stage's work; small things only at the end of the run, as
  /// some file systems take long to make folders where others have just been removed.
  package func discardWork(for fingerprint: Fingerprint) throws {
    _ = try writer()
    let path = work(of: fingerprint)
    let isSmall = DiskFile.bytes(under: path) < Self.smallWork
    let isDeferred = memory.withLock { memory -> Bool in
      guard isSmall, memory.run != nil, memory.discarded.count < Self.mostDeferred else {
        return false
      }
      memory.discarded.insert(fingerprint)
      return true
    }
    if !isDeferred { try DiskFile.remove(path) }
  }

  /// Folders, and bytes in each, that wait for the end of the run.
  private static let (mostDeferred, smallWork) = (10_000, 1 << 16)

  func discardDeferredWork() throws {
    let stages = memory.withLock { memory in
      defer { memory.discarded = [] }
      return memory.discarded
    }
    // Whoever has a stage's claim by now works in its folder, and removes it in the end.
    for stage in stages {
      guard let claim = try stageClaims.take(stage, in: claims) else { continue }
      try withExtendedLifetime(claim) { try DiskFile.remove(work(of: stage)) }
    }
  }

  /// The folder of the attempt that wrote last; what lies beside it is removed.
  private func latestAttempt(in parent: String) throws -> String? {
    let paths = DiskFile.names(in: parent).map { "\(parent)/\($0)" }
    let folders = paths.filter(DiskFile.isFolder).sorted {
      (DiskFile.modified($0), $0) < (DiskFile.modified($1), $1)
    }
    // A version of the program without attempts wrote into the folder of the stage itself.
    let loose = paths.filter { !DiskFile.isFolder($0) }
    guard let latest = folders.last else { return loose.isEmpty ? nil : try gather(loose, parent) }
    for path in paths where path != latest { try DiskFile.remove(path) }
    return latest
  }

  private func gather(_ loose: [String], _ parent: String) throws -> String {
    let path = "\(parent)/former"
    try DiskFile.makeFolder(path)
    for file in loose {
      try DiskFile.rename(file, to: "\(path)/\(file.split(separator: "/").last ?? "")")
    }
    return path
  }

  private func removeHalfWritten(in path: String) throws {
    for name in DiskFile.names(in: path) where name.hasSuffix(TemporaryName.ending) {
      try DiskFile.remove("\(path)/\(name)")
    }
  }
}
