internal import Glibc

/// The kind of what is at a path.
package enum FileKind: Sendable {
  case absent, file, folder

  /// Looks at a path, and follows links.
  package init(atPath path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      self = .absent
      return
    }
    self = status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }
}
