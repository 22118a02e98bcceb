internal import Glibc

/// Functions on files and folders, given by their paths. They use the system's own calls, which
/// report more than wrappers do when they fail.
package enum FileSystem {
  /// Returns the path of the folder that a path is in.
  package static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  /// Makes a folder and those above it, unless it is there.
  package static func makeFolder(_ path: String) throws(SystemError) {
    if path.isEmpty || mkdir(path, 0o777) == 0 { return }
    if errno == ENOENT {
      try makeFolder(folder(of: path))
      if mkdir(path, 0o777) == 0 { return }
    }
    if errno == EEXIST, FileKind(atPath: path) == .folder { return }
    throw SystemError(path, "can't be made")
  }

  /// Makes a folder.
  ///
  /// - Throws: ``SystemError`` also where something is at the path.
  package static func makeNewFolder(_ path: String) throws(SystemError) {
    guard mkdir(path, 0o755) == 0 else { throw SystemError(path, "can't be made") }
  }

  /// Returns the names in a folder, sorted; none where it can't be read.
  package static func names(in folder: String) -> [String] {
    FolderMembers.names(in: folder).sorted()
  }

  /// Removes a file, or a folder with all in it; does nothing where there is neither.
  package static func remove(_ path: String) throws(SystemError) {
    if unlink(path) == 0 || errno == ENOENT { return }
    // Linux says EISDIR of a folder, other systems EPERM.
    guard errno == EISDIR || errno == EPERM else { throw SystemError(path, "can't be removed") }
    for name in FolderMembers.names(in: path) { try remove("\(path)/\(name)") }
    guard rmdir(path) == 0 || errno == ENOENT else { throw SystemError(path, "can't be removed") }
  }

  /// Renames a file or folder, replacing what is at `target`; the new name is durable once its
  /// folder is synced.
  package static func rename(_ source: String, to target: String) throws(SystemError) {
    guard Glibc.rename(source, target) == 0 else {
      throw SystemError(source, "can't be moved to \(target)")
    }
  }

  /// Makes a symbolic link to `target` at `path`.
  package static func link(to target: String, at path: String) throws(SystemError) {
    guard symlink(target, path) == 0 else { throw SystemError(path, "can't be made") }
  }

  /// Gives a file a second name (a hard link); returns false where that can't be done.
  package static func addName(_ path: String, to file: String) -> Bool {
    Glibc.link(file, path) == 0
  }

  /// Makes a file's bytes, or a folder's names, survive a loss of power.
  package static func sync(_ path: String) throws(SystemError) { try OpenFile(path).sync() }

  /// Makes everything on the file system of a folder survive a loss of power.
  package static func syncAll(on folder: String) throws(SystemError) {
    let file = try OpenFile(folder)
    guard syncFileSystem?(file.descriptor) == 0 else {
      throw SystemError(folder, "can't be synced")
    }
    withExtendedLifetime(file) {}
  }

  /// Linux's `syncfs`, which Swift's module of glibc lacks.
  private static let syncFileSystem = dlsym(nil, "syncfs").map {
    unsafeBitCast($0, to: (@convention(c) (Int32) -> Int32).self)
  }

  package static func makeReadOnly(_ path: String) throws(SystemError) {
    guard chmod(path, 0o444) == 0 else { throw SystemError(path, "can't be made read-only") }
  }

  /// Checks that this user may read a file.
  ///
  /// - Throws: ``SystemError`` where the user may not, or there is no such file.
  package static func checkReadable(_ path: String) throws(SystemError) {
    guard access(path, R_OK) == 0 else { throw SystemError(path, "can't be read") }
  }

  /// Checks that this user may run a program.
  ///
  /// - Throws: ``SystemError`` where the user may not, or there is no such file.
  package static func checkRunnable(_ path: String) throws(SystemError) {
    guard access(path, X_OK) == 0 else { throw SystemError(path, "can't be run") }
  }
}
