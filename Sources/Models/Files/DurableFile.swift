internal import FoundationEssentials
internal import Glibc

/// A file that is being written so that a crash leaves either the old one or the new one: written,
/// synced, renamed.
struct DurableFile {
  private let descriptor: Int32
  private let temporary: String

  /// Writes a file by appending to it, piece by piece; where that fails, nothing is left of it.
  static func write(to path: String, _ content: (DurableFile) throws -> Void) throws {
    let temporary = "\(path).partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw fileError(temporary, "can't be created") }
    defer { close(descriptor) }
    do {
      try content(DurableFile(descriptor: descriptor, temporary: temporary))
      guard fsync(descriptor) == 0 else { throw fileError(temporary, "can't be synced") }
      guard rename(temporary, path) == 0 else { throw fileError(path, "can't be replaced") }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = Glibc.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw fileError(temporary, "can't be written") }
      rest = rest.dropFirst(written)
    }
  }
}

/// Writes a file of `bytes` as ``DurableFile`` does.
func writeDurably(_ bytes: Data, to path: String) throws {
  try DurableFile.write(to: path) { file in try bytes.withUnsafeBytes { try file.append($0) } }
}

private func fileError(_ path: String, _ problem: String) -> TensorFileError {
  TensorFileError(path, "\(problem): \(String(cString: strerror(errno)))")
}
