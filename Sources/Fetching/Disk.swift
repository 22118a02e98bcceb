internal import Glibc
internal import Platform
internal import Spec

/// Functions on files and folders that throw errors of fetching.
enum Disk {
  static func exists(_ path: String) -> Bool { FileKind(atPath: path) != .absent }

  /// Returns the size of a file in bytes; nil where there is none.
  static func size(_ path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  static func makeFolder(_ path: String) throws(FetchError) {
    do {
      try FileSystem.makeFolder(path)
    } catch {
      throw .file(path, reason: "the folder can't be made")
    }
  }

  /// Removes a file, or a folder with all in it; does nothing where there is neither.
  static func remove(_ path: String) { try? FileSystem.remove(path) }

  static func bytes(of path: String) throws(FetchError) -> [UInt8] {
    do {
      return try FileSystem.bytes(of: path)
    } catch {
      throw .file(path, reason: "can't be read")
    }
  }

  static func write(_ bytes: [UInt8], to path: String) throws(FetchError) {
    do {
      try FileSystem.write(bytes, to: path)
    } catch {
      throw .file(path, reason: "can't be written")
    }
  }

  /// Renames a file once its bytes are on the disk, replacing what is there.
  static func move(_ source: String, to target: String) throws(FetchError) {
    try makeFolder(FileSystem.folder(of: target))
    do {
      try FileSystem.sync(source)
      try FileSystem.rename(source, to: target)
    } catch {
      throw .file(target, reason: "can't be written: \(error.reason)")
    }
  }

  /// Returns the SHA-256 of a file as 64 hexadecimal digits.
  static func digest(_ path: String) throws(FetchError) -> String {
    do {
      return try Fingerprint(ofFile: path).description
    } catch {
      throw .file(path, reason: "can't be read")
    }
  }

  /// Returns whether a relative path stays in its folder: it has no `..`, no leading `/` and no
  /// empty part.
  static func isSafe(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
      && path.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
  }
}
