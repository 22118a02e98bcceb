internal import FoundationEssentials
internal import Glibc
internal import Platform
internal import Spec

/// Files and folders, with the system's reason where something fails.
enum Disk {
  static func exists(_ path: String) -> Bool { FileKind(atPath: path) != .absent }

  /// The size of a file; nil where there is none.
  static func size(_ path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// The folder that a path is in.
  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  static func makeFolder(_ path: String) throws(FetchError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .file(path, reason: "the folder can't be made")
    }
  }

  /// The names in a folder, sorted; none where there is no such folder.
  static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  /// Removes a file, or a folder with all in it, where there is one.
  static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  static func bytes(of path: String) throws(FetchError) -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: URL(filePath: path)))
    } catch {
      throw .file(path, reason: "can't be read")
    }
  }

  static func write(_ bytes: [UInt8], to path: String) throws(FetchError) {
    do {
      try Data(bytes).write(to: URL(filePath: path))
    } catch {
      throw .file(path, reason: "can't be written")
    }
  }

  /// Renames a file once its bytes are on the disk, replacing what is there.
  static func move(_ source: String, to target: String) throws(FetchError) {
    try makeFolder(folder(of: target))
    let file = open(source, O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    guard file >= 0, fsync(file) == 0, rename(source, target) == 0 else {
      throw .file(target, reason: "can't be written: \(String(cString: strerror(errno)))")
    }
  }

  /// The SHA-256 of a file as 64 hexadecimal digits.
  static func digest(_ path: String) throws(FetchError) -> String {
    do {
      return try Fingerprint(ofFile: path).description
    } catch {
      throw .file(path, reason: "can't be read")
    }
  }

  /// Whether a relative path stays in its folder: no `..`, no leading `/`, no empty part.
  static func isSafe(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
      && path.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
  }
}
