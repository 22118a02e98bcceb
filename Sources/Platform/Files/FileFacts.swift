internal import Glibc

/// Facts that the file system knows of a file; links are not followed.
extension FileSystem {
  package static func exists(_ path: String) -> Bool { status(path) != nil }

  /// Returns the size of a plain file in bytes; nil for anything else, links included.
  package static func size(_ path: String) -> Int? {
    guard let status = status(path), status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// Returns the path without links and detours that leads to the same; nil where nothing is there.
  package static func canonical(_ path: String) -> String? {
    guard !path.utf8.contains(0), let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }

  package static func isFolder(_ path: String) -> Bool {
    status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
  }

  /// Returns when names in a folder, or bytes of a file, last changed, in nanoseconds since 1970.
  package static func modified(_ path: String) -> Int {
    status(path).map { $0.st_mtim.tv_sec * 1_000_000_000 + $0.st_mtim.tv_nsec } ?? 0
  }

  /// Returns the number of bytes of all plain files at or under `path`.
  package static func bytes(under path: String) -> Int {
    if let size = size(path) { return size }
    return FolderMembers.names(in: path).reduce(0) { $0 + bytes(under: "\(path)/\($1)") }
  }

  /// Returns whether the file system of a path has next to no room left.
  package static func isFull(_ path: String) -> Bool {
    var status = statvfs()
    return statvfs(folder(of: path), &status) == 0
      && Int(status.f_bavail) * Int(status.f_frsize) < 1 << 16
  }

  package static func areOnOneFileSystem(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev
  }

  private static func status(_ path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }
}
