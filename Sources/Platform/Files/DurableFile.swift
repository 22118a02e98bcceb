internal import Glibc

/// A file that is being written so that a crash leaves either the old one or the new one: written
/// under a temporary name, synced, renamed.
///
/// One that goes before it is committed leaves nothing behind.
package final class DurableFile {
  /// What survives a loss of power once the file is committed.
  package enum Durability: Sendable {
    /// Nothing, for the time being: a crash of the program is survived, one of the machine not.
    case none
    /// The bytes; the old file may be back.
    case bytes
    /// The bytes and the name: it is there for good.
    case bytesAndName
  }

  private let target: String
  private let temporary: String
  private let durability: Durability
  private var file: OpenFile?
  private var isCommitted = false

  /// - Parameter permissions: Those of the file, less what the user's mask takes.
  package init(
    _ path: String, _ name: TemporaryName = .ofProcess, permissions: UInt32 = 0o666,
    durability: Durability = .bytesAndName
  ) throws(SystemError) {
    // Opened before this is an object: what can't be opened is not removed either.
    let place = name.path(for: path)
    let opened = try OpenFile(place, for: .writingAnew, permissions: permissions)
    target = path
    temporary = place
    self.durability = durability
    file = opened
  }

  deinit { if !isCommitted { unlink(temporary) } }

  package func append(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    try file?.write(bytes)
  }

  package func append(_ bytes: [UInt8]) throws(SystemError) { try file?.write(bytes) }

  package func append(_ text: String) throws(SystemError) { try file?.write(Array(text.utf8)) }

  /// Puts the file in its place; nothing can be appended any more.
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
