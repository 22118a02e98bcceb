internal import Glibc
internal import SystemPackage

/// An open file; it is closed when the last reference to it goes, and no program inherits it.
package final class OpenFile: Sendable {
  /// What a file is opened for.
  package enum Use: Sendable {
    case reading
    /// The same, but a pipe is not waited for.
    case readingAtOnce
    /// Made where it is not there; what it holds is dropped.
    case writingAnew
    /// Made where it is not there.
    case appending
    /// Made where it is not there, and left as it is.
    case locking
    /// Left as it is, and not made.
    case lockingPresent
  }

  package let path: String
  private let file: FileDescriptor

  /// - Parameter permissions: Those of a file that is made, less what the user's mask takes.
  package init(
    _ path: String, for use: Use = .reading, permissions: UInt32 = 0o666
  ) throws(SystemError) {
    self.path = path
    do {
      file = try FileDescriptor.open(
        FilePath(path), use.mode, options: use.options,
        permissions: FilePermissions(rawValue: permissions))
    } catch {
      throw SystemError(path, use.problem, error)
    }
  }

  /// Takes over an open descriptor.
  init(owning descriptor: Int32, named path: String) {
    self.path = path
    file = FileDescriptor(rawValue: descriptor)
  }

  deinit { try? file.close() }

  /// The system's number; another reference must hold the file as long as it is used.
  package var descriptor: Int32 { file.rawValue }

  /// Writes all of these bytes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    try Descriptor.write(bytes, to: descriptor, named: path)
  }

  package func write(_ bytes: [UInt8]) throws(SystemError) {
    try Descriptor.write(bytes, to: descriptor, named: path)
  }

  /// Reads as much as there is room for.
  ///
  /// - Returns: How much that was; 0 at the end.
  package func read(into buffer: inout [UInt8]) throws(SystemError) -> Int {
    try Descriptor.read(descriptor, into: &buffer, named: path)
  }

  /// Makes its bytes, or a folder's names, survive a loss of power.
  package func sync() throws(SystemError) {
    guard retrying({ fsync(descriptor) }) == 0 else { throw SystemError(path, "can't be synced") }
  }
}

extension OpenFile.Use {
  fileprivate var mode: FileDescriptor.AccessMode {
    switch self {
    case .reading, .readingAtOnce: .readOnly
    case .writingAnew, .appending: .writeOnly
    case .locking, .lockingPresent: .readWrite
    }
  }

  fileprivate var options: FileDescriptor.OpenOptions {
    switch self {
    case .reading, .lockingPresent: .closeOnExec
    case .readingAtOnce: [.nonBlocking, .closeOnExec]
    case .writingAnew: [.create, .truncate, .closeOnExec]
    case .appending: [.create, .append, .closeOnExec]
    case .locking: [.create, .closeOnExec]
    }
  }

  fileprivate var problem: String {
    self == .writingAnew ? "can't be made" : "can't be opened"
  }
}
