internal import Glibc

/// A way to name a file while it is written, beside the one that it will replace.
package enum TemporaryName: Sendable {
  /// The ending of all temporary names.
  package static let ending = ".partial"

  /// A name with the process's number, so that two processes that write one file never mix their
  /// bytes. A file that a crash leaves goes when its folder is cleaned.
  case ofProcess
  /// The same name each time, so that the next attempt replaces a file that a crash has left; it is
  /// for files that one process at a time writes.
  case ofTarget

  /// Returns the temporary path of a file, or folder, that will be at `target`.
  package func path(for target: String) -> String {
    switch self {
    case .ofProcess: "\(target).\(getpid())\(Self.ending)"
    case .ofTarget: "\(target)\(Self.ending)"
    }
  }
}
