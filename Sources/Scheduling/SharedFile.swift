internal import FoundationEssentials
internal import Platform

/// Reads and writes files in a folder that several machines see; each file appears whole, under its
/// name, or not at all.
enum SharedFile {
  /// Writes a file.
  ///
  /// - Parameter isDurable: Whether it survives a loss of power once this returns.
  static func write(
    _ bytes: [UInt8], to path: String, permissions: UInt32 = 0o644, isDurable: Bool = true
  ) throws(WorkerError) {
    do {
      try DurableFile.write(
        bytes, to: path, permissions: permissions, durability: isDurable ? .bytes : .none)
    } catch {
      throw WorkerError(error)
    }
    // Not every shared file system can do this, and one that can't keeps names anyway.
    if isDurable { try? FileSystem.sync(FileSystem.folder(of: path)) }
  }

  static func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Returns the bytes of a file; nil where it can't be read.
  static func read(_ path: String) -> [UInt8]? { try? FileSystem.bytes(of: path) }

  /// Returns the last bytes of a file as text; empty where it can't be read.
  static func end(of path: String, bytes: Int) -> String {
    String(decoding: FileSystem.end(of: path, bytes: bytes), as: UTF8.self)
  }

  static func append(_ text: String, to path: String) { try? FileSystem.append(text, to: path) }

  static func names(in folder: String) -> [String] { FolderMembers.names(in: folder) }

  static func remove(_ path: String) { try? FileSystem.remove(path) }
}
