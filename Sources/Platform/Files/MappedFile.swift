internal import Glibc

/// A plain file that is mapped into memory, of which only the pages that are read take any.
///
/// The file must not be shortened while it is mapped; replacing it by renaming does no harm.
package struct MappedFile {
  /// The address of the first byte; nil where the file is empty.
  package let start: UnsafeMutableRawPointer?
  package let count: Int

  /// Maps the file; it stays until ``unmap(_:_:)``.
  ///
  /// - Returns: nil where `path` is something else than a plain file.
  package init?(_ path: String) throws(SystemError) {
    let file: OpenFile
    do {
      // Otherwise a pipe would be waited for.
      file = try OpenFile(path, for: .readingAtOnce)
    } catch {
      throw error.restated(as: "can't be read")
    }
    var status = stat()
    guard fstat(file.descriptor, &status) == 0 else { throw SystemError(path, "can't be read") }
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    count = Int(status.st_size)
    guard count > 0 else {
      start = nil
      return
    }
    start = mmap(nil, count, PROT_READ, MAP_PRIVATE, file.descriptor, 0)
    guard let start, start != MAP_FAILED else {
      throw SystemError(path, "can't be mapped into memory")
    }
    withExtendedLifetime(file) {}
  }

  package static func unmap(_ start: UnsafeMutableRawPointer, _ count: Int) {
    munmap(start, count)
  }
}
