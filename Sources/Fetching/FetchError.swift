/// The reason why something was not fetched, and what would help.
package enum FetchError: Error, Equatable {
  /// A program that fetching needs is not there.
  case missingTool(String, remedy: String)
  /// The origin did not provide it.
  case unavailable(String, remedy: String)
  case wrongChecksum(file: String, expected: String, seen: String)
  /// The distribution's package of this name has other files.
  case otherVersion(entry: String, file: String, expected: String, seen: String)
  /// Nothing says which checksums the files should have; `seen` has those that they do have.
  case unknownChecksum(entry: String, seen: [Seen])
  case missingMember(archive: String, member: String)
  /// The path would lead out of its folder.
  case unsafePath(String)
  case file(String, reason: String)
  /// Another process fetches into the folder.
  case busy(String)
  /// The user interrupted it.
  case interrupted

  /// A fetched file and the SHA-256 that it has.
  package struct Seen: Equatable, Sendable {
    package let file: String
    package let digest: String

    package init(file: String, digest: String) { (self.file, self.digest) = (file, digest) }
  }
}

extension FetchError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missingTool(let tool, let remedy): "\(tool) is needed and isn't there; \(remedy)"
    case .unavailable(let what, let remedy): "\(what) could not be fetched; \(remedy)"
    case .wrongChecksum(let file, let expected, let seen):
      "\(file): expected sha256 \(expected), found \(seen); nothing of it was kept"
    case .otherVersion(let entry, let file, let expected, let seen):
      "\(file): expected sha256 \(expected), found \(seen): the package here is of another "
        + "version; nothing of it was kept; to take it, type: bondlab data get \(entry) --trust"
    case .unknownChecksum(let entry, let seen):
      "no checksum of this is known here; found\n"
        + seen.map { "  \($0.digest)  \($0.file)\n" }.joined()
        + "where these are right, type: bondlab data get \(entry)"
        + seen.map { " --sha256 \($0.digest)" }.joined()
        + "\nor take what comes: bondlab data get \(entry) --trust"
    case .missingMember(let archive, let member):
      "\(archive): expected a readable '\(member)' in it; nothing of it was kept"
    case .unsafePath(let path):
      "'\(path)': expected a path that stays in its folder; nothing was fetched"
    case .file(let path, let reason): "\(path): \(reason)"
    case .busy(let folder):
      "\(folder): another 'data get' fetches into it; try again when it is done"
    case .interrupted: "interrupted; the same command goes on from there"
    }
  }
}
