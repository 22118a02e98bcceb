internal import Glibc
internal import SystemPackage

/// An open file, which is closed when the last reference to it goes; no program inherits it.
package final class OpenFile: Sendable {
  /// The purpose that a file is opened for.
  package enum Use: Sendable {
    case reading
    /// Reading without waiting for the writer of a pipe.
    case readingAtOnce
    /// Writing a file whose old bytes are dropped; it is made where it isn't there.
    case writingAnew
    /// Appending to a file, which is made where it isn't there.
    case appending
    /// Locking a file, whose bytes stay; it is made where it isn't there.
    case locking
    /// Locking a file that is there already.
    case lockingPresent
  }

  package let path: String
  private let file: FileDescriptor

  /// Opens a file.
  ///
  /// - Parameter permissions: The permissions of a file that is made, before the process's mask is
  ///   applied.
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

  /// The system's number of the file; another reference must keep the file open while it is used.
  package var descriptor: Int32 { file.rawValue }

  /// Writes all of these bytes.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    try Descriptor.write(bytes, to: descriptor, named: path)
  }

  package func write(_ bytes: [UInt8]) throws(SystemError) {
    try Descriptor.write(bytes, to: descriptor, named: path)
  }

  /// Reads as many bytes as are there and fit the buffer.
  ///
  /// - Returns: The number of bytes; 0 at the end.
  package func read(into buffer: inout [UInt8]) throws(SystemError) -> Int {
    try Descriptor.read(descriptor, into: &buffer, named: path)
  }

  /// Makes the file's bytes, or the folder's names, survive a loss of power.
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
