internal import FoundationEssentials
internal import Platform

/// Writes a file by appending to it, piece by piece, so that a crash leaves either the old one or
/// the new one; where it fails, nothing is left of it.
func writeDurably(to path: String, _ content: (DurableFile) throws -> Void) throws {
  do {
    let file = try DurableFile(path, .ofTarget, permissions: 0o644, durability: .bytes)
    try content(file)
    try file.commit()
  } catch let error as SystemError {
    throw TensorFileError(error)
  }
}

/// Writes a file of `bytes` so.
func writeDurably(_ bytes: Data, to path: String) throws {
  try writeDurably(to: path) { file in try bytes.withUnsafeBytes { try file.append($0) } }
}

extension TensorFileError {
  /// A call of the system that failed, with the system's reason.
  init(_ error: SystemError) { self.init(error.path, "\(error.problem): \(error.reason)") }
}
