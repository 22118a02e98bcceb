internal import FoundationEssentials
internal import Glibc

/// Writes `bytes` so that a crash leaves either the old file or the new one: written, synced,
/// renamed.
func writeDurably(_ bytes: Data, to path: String) throws {
  let temporary = "\(path).partial"
  let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
  guard descriptor >= 0 else { throw fileError(temporary, "can't be created") }
  defer { close(descriptor) }
  try bytes.withUnsafeBytes { buffer in
    var rest = buffer[...]
    while !rest.isEmpty {
      let written = Glibc.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw fileError(temporary, "can't be written") }
      rest = rest.dropFirst(written)
    }
  }
  guard fsync(descriptor) == 0 else { throw fileError(temporary, "can't be synced") }
  guard rename(temporary, path) == 0 else { throw fileError(path, "can't be replaced") }
}

private func fileError(_ path: String, _ problem: String) -> SafetensorsError {
  SafetensorsError(path, "\(problem): \(String(cString: strerror(errno)))")
}
