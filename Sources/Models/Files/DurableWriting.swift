internal import FoundationEssentials
internal import Platform

/// Writes a file by appending to it, so that a crash leaves either the old one or the new one;
/// where writing fails, nothing of the new one is left.
///
/// - Throws: `TensorFileError` where the system refuses, and what `content` throws.
func writeDurably(to path: String, _ content: (DurableFile) throws -> Void) throws {
  do {
    let file = try DurableFile(path, .ofTarget, permissions: 0o644, durability: .bytes)
    try content(file)
    try file.commit()
  } catch let error as SystemError {
    throw TensorFileError(error)
  }
}

/// Writes a file of `bytes`, so that a crash leaves either the old one or the new one.
func writeDurably(_ bytes: Data, to path: String) throws {
  try writeDurably(to: path) { file in try bytes.withUnsafeBytes { try file.append($0) } }
}

extension TensorFileError {
  /// Wraps a failed system call, with the system's reason.
  init(_ error: SystemError) { self.init(error.path, "\(error.problem): \(error.reason)") }
}
