internal import Glibc
internal import SystemPackage

/// Reading and writing by descriptors, also by those that this process was started with.
package enum Descriptor {
  package static let (standardInput, standardOutput, standardError): (Int32, Int32, Int32) = (
    0, 1, 2
  )

  /// Writes all of these bytes.
  ///
  /// - Parameter name: What errors call it.
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

  /// Reads as much as there is room for, waiting for the first byte.
  ///
  /// - Returns: How much that was; 0 at the end.
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

  /// Has `second` mean what `first` does.
  package static func replace(_ second: Int32, by first: Int32) { dup2(first, second) }

  /// Another number for what a descriptor means, which no program inherits.
  package static func copy(
    of descriptor: Int32, named name: String
  ) throws(SystemError) -> OpenFile {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw SystemError(name, "can't be copied") }
    return OpenFile(owning: copy, named: name)
  }
}
