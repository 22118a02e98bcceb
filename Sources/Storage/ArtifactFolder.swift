internal import Spec

/// The files of finished stages, each named by its SHA-256: `artifacts/<first two
/// digits>/<digest>`.
struct ArtifactFolder: Sendable {
  /// A file that has been taken over.
  struct Item: Sendable {
    let name: String
    let digest: String
    let bytes: Int
  }

  let folder: String
  let quarantine: String

  init(results: String) {
    (folder, quarantine) = ("\(results)/artifacts", "\(results)/quarantine")
  }

  func path(ofDigest digest: String) -> String { "\(folder)/\(digest.prefix(2))/\(digest)" }

  /// Takes over the files, by name to path, in the order of their names.
  ///
  /// Each is made read-only, synced and moved; one that is there already is replaced, which heals
  /// it if it was damaged. Until the database names them they are nobody's.
  func adopt(_ files: [String: String]) throws -> [Item] {
    var seen: [String: (digest: String, bytes: Int)] = [:]
    return try files.sorted { $0.key < $1.key }.map { name, path in
      let kept = try seen[path] ?? adopt(path)
      seen[path] = kept
      return Item(name: name, digest: kept.digest, bytes: kept.bytes)
    }
  }

  private func adopt(_ path: String) throws -> (digest: String, bytes: Int) {
    guard let bytes = DiskFile.size(path) else {
      throw StoreError(path, "was promised by the stage, but is not there as a plain file")
    }
    let digest = try Fingerprint(ofFile: path).description
    let target = self.path(ofDigest: digest)
    try makeFolder(DiskFile.folder(of: target))
    var source = path
    if !DiskFile.areOnOneFileSystem(path, DiskFile.folder(of: target)) {
      source = "\(target).partial"
      try DiskFile.copy(path, to: source)
    }
    try DiskFile.makeReadOnly(source)
    try DiskFile.sync(source)
    try DiskFile.rename(source, to: target)
    return (digest, bytes)
  }

  private func makeFolder(_ path: String) throws {
    if DiskFile.exists(path) { return }
    try DiskFile.makeFolder(path)
    try DiskFile.sync(folder)
  }

  /// Moves a damaged file aside, under a name that is not taken there.
  func moveAside(digest: String) throws {
    try DiskFile.makeFolder(quarantine)
    var target = "\(quarantine)/\(digest)"
    var count = 1
    while DiskFile.exists(target) {
      count += 1
      target = "\(quarantine)/\(digest).\(count)"
    }
    try DiskFile.rename(path(ofDigest: digest), to: target)
  }

  /// Every file there is, as path to digest, sorted by path; unfinished copies included.
  func contents() -> [(path: String, digest: String)] {
    DiskFile.names(in: folder).flatMap { prefix in
      DiskFile.names(in: "\(folder)/\(prefix)").map { ("\(folder)/\(prefix)/\($0)", $0) }
    }
  }
}
