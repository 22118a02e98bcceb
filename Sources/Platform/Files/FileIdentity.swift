internal import Glibc

/// What tells a file from all others, whatever path leads to it.
package struct FileIdentity: Sendable {
  private let device: UInt64
  private let number: UInt64
  /// Whether it is a file with bytes, and no folder, pipe or device.
  package let isPlainFile: Bool
  package let bytes: Int

  /// Looks at a path, and follows links; nil where nothing is there.
  package init?(atPath path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
    isPlainFile = status.st_mode & S_IFMT == S_IFREG
    bytes = Int(status.st_size)
  }
}

extension FileIdentity: Hashable {
  package static func == (a: FileIdentity, b: FileIdentity) -> Bool {
    (a.device, a.number) == (b.device, b.number)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(device)
    hasher.combine(number)
  }
}
