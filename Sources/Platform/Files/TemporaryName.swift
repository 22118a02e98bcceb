internal import Glibc

/// What a file is called while it is written, beside the one that it will replace.
package enum TemporaryName: Sendable {
  /// What all temporary names end in.
  package static let ending = ".partial"

  /// Own to this process, so that two that write one file never mix their bytes. What a crash
  /// leaves goes when its folder is cleaned.
  case ofProcess
  /// The same each time, so that the next attempt replaces what a crash has left; for files that
  /// one process at a time writes.
  case ofTarget

  /// The temporary name of a file, or folder, that will be at `target`.
  package func path(for target: String) -> String {
    switch self {
    case .ofProcess: "\(target).\(getpid())\(Self.ending)"
    case .ofTarget: "\(target)\(Self.ending)"
    }
  }
}
