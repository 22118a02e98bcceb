internal import Glibc
internal import SystemPackage

/// Reads and writes by file descriptors, also by those that this process was started with.
package enum Descriptor {
  package static let (standardInput, standardOutput, standardError): (Int32, Int32, Int32) = (
    0, 1, 2
  )

  /// Writes all of these bytes.
  ///
  /// - Parameter name: The name that errors have for the descriptor.
  package static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, named name: String
  ) throws(SystemError) {
    let file = FileDescriptor(rawValue: descriptor)
    var rest = bytes
    do {
      while !rest.isEmpty {
        let count = try file.write(rest)
        guard count > 0 else { throw Errno.ioError }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    } catch {
      throw SystemError(name, "can't be written", error)
    }
  }

  package static func write(
    _ bytes: [UInt8], to descriptor: Int32, named name: String
  ) throws(SystemError) {
    do {
      _ = try FileDescriptor(rawValue: descriptor).writeAll(bytes)
    } catch {
      throw SystemError(name, "can't be written", error)
    }
  }

  /// Reads as many bytes as are there and fit the buffer, waiting for the first one.
  ///
  /// - Returns: The number of bytes; 0 at the end.
  package static func read(
    _ descriptor: Int32, into buffer: inout [UInt8], named name: String
  ) throws(SystemError) -> Int {
    do {
      return try buffer.withUnsafeMutableBytes {
        try FileDescriptor(rawValue: descriptor).read(into: $0)
      }
    } catch {
      throw SystemError(name, "can't be read", error)
    }
  }

  /// Makes `second` refer to the same file as `first`.
  package static func replace(_ second: Int32, by first: Int32) { dup2(first, second) }

  /// Returns another descriptor of the same file, which no program inherits.
  package static func copy(
    of descriptor: Int32, named name: String
  ) throws(SystemError) -> OpenFile {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw SystemError(name, "can't be copied") }
    return OpenFile(owning: copy, named: name)
  }
}
