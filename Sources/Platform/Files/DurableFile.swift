internal import Glibc

/// A file that is written so that a crash leaves either the old one or the new one: it is written
/// under a temporary name, synced and renamed.
///
/// An object that goes before it is committed leaves nothing behind.
package final class DurableFile {
  /// The part of a committed file that survives a loss of power.
  package enum Durability: Sendable {
    /// Nothing at first: the file survives a crash of the program, but not one of the machine.
    case none
    /// The bytes; the name may refer to the old file again.
    case bytes
    /// The bytes and the name.
    case bytesAndName
  }

  private let target: String
  private let temporary: String
  private let durability: Durability
  private var file: OpenFile?
  private var isCommitted = false

  /// Opens a temporary file for the file at `path`.
  ///
  /// - Parameter permissions: The file's permissions, before the process's mask is applied.
  package init(
    _ path: String, _ name: TemporaryName = .ofProcess, permissions: UInt32 = 0o666,
    durability: Durability = .bytesAndName
  ) throws(SystemError) {
    // Opened before this is an object: a file that can't be opened is not removed either.
    let temporary = name.path(for: path)
    let opened = try OpenFile(temporary, for: .writingAnew, permissions: permissions)
    target = path
    self.temporary = temporary
    self.durability = durability
    file = opened
  }

  deinit { if !isCommitted { unlink(temporary) } }

  package func append(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    try file?.write(bytes)
  }

  package func append(_ bytes: [UInt8]) throws(SystemError) { try file?.write(bytes) }

  package func append(_ text: String) throws(SystemError) { try file?.write(Array(text.utf8)) }

  /// Renames the file to its path; nothing can be appended any more.
  package func commit() throws(SystemError) {
    if durability != .none { try file?.sync() }
    file = nil
    guard rename(temporary, target) == 0 else { throw SystemError(target, "can't be replaced") }
    isCommitted = true
    if durability == .bytesAndName { try FileSystem.sync(FileSystem.folder(of: target)) }
  }

  /// Writes a file of these bytes.
  package static func write(
    _ bytes: [UInt8], to path: String, _ name: TemporaryName = .ofProcess,
    permissions: UInt32 = 0o666, durability: Durability = .bytesAndName
  ) throws(SystemError) {
    let file = try DurableFile(path, name, permissions: permissions, durability: durability)
    try file.append(bytes)
    try file.commit()
  }
}
