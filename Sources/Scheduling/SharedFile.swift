internal import FoundationEssentials
internal import Glibc

/// Files in a folder that several machines see: each appears whole, under its name, or not at all.
enum SharedFile {
  /// Writes a file.
  ///
  /// - Parameter isDurable: Whether it survives a loss of power once this returns.
  static func write(
    _ bytes: [UInt8], to path: String, mode: mode_t = 0o644, isDurable: Bool = true
  ) throws(WorkerError) {
    let draft = "\(path).\(getpid()).draft"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw WorkerError("\(draft) can't be made", errno) }
    let isWritten = writeAll(bytes, to: descriptor) && (!isDurable || fsync(descriptor) == 0)
    let reason = errno
    close(descriptor)
    guard isWritten else { throw WorkerError("\(draft) can't be written", reason) }
    guard rename(draft, path) == 0 else {
      throw WorkerError("\(draft) can't be renamed", errno)
    }
    if isDurable { sync(path) }
  }

  /// Makes the names of the folder that holds a path durable.
  private static func sync(_ path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  static func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// The bytes of a file; nil where it can't be read.
  static func read(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map { [UInt8]($0) }
  }

  /// The end of a text file.
  static func end(of path: String, bytes: Int) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    var buffer = [UInt8](repeating: 0, count: min(max(0, size), bytes))
    let count = pread(descriptor, &buffer, buffer.count, off_t(size - buffer.count))
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  static func append(_ text: String, to path: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return }
    writeAll(Array(text.utf8), to: descriptor)
    close(descriptor)
  }

  static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}
