internal import FoundationEssentials
internal import Glibc

/// Files and folders by the system's own calls, which tell more than wrappers when they fail.
enum DiskFile {
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// The size of a plain file; nil for anything else, links included.
  static func size(_ path: String) -> Int? {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// Makes a folder and those above it; one that is there is left.
  static func makeFolder(_ path: String) throws {
    if path.isEmpty || mkdir(path, 0o777) == 0 { return }
    if errno == ENOENT {
      try makeFolder(folder(of: path))
      if mkdir(path, 0o777) == 0 { return }
    }
    var status = stat()
    if errno == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
    throw StoreError(path, systemCall: "can't be made")
  }

  /// The names in a folder, sorted; none where there is no such folder.
  static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  /// Removes a file, or a folder with all in it; what isn't there needs no removing.
  static func remove(_ path: String) throws {
    guard exists(path) else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw StoreError(path, "can't be removed: \(error)")
    }
  }

  /// The bytes of all plain files at or under `path`.
  static func bytes(under path: String) -> Int {
    if let size = size(path) { return size }
    return names(in: path).reduce(0) { $0 + bytes(under: "\(path)/\($1)") }
  }

  /// Renames, replacing what is there, and makes the new name durable.
  static func rename(_ source: String, to target: String) throws {
    guard Glibc.rename(source, target) == 0 else {
      throw StoreError(source, systemCall: "can't be moved to \(target)")
    }
    try sync(folder(of: target))
  }

  /// Makes a file's bytes, or a folder's names, survive a loss of power.
  static func sync(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError(path, systemCall: "can't be opened") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw StoreError(path, systemCall: "can't be synced") }
  }

  static func makeReadOnly(_ path: String) throws {
    guard chmod(path, 0o444) == 0 else {
      throw StoreError(path, systemCall: "can't be made read-only")
    }
  }

  static func copy(_ source: String, to target: String) throws {
    try remove(target)
    do {
      try FileManager.default.copyItem(atPath: source, toPath: target)
    } catch {
      throw StoreError(source, "can't be copied to \(target): \(error)")
    }
  }

  static func areOnOneFileSystem(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev
  }

  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  /// The path from the root of the file system.
  static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    return "\(FileManager.default.currentDirectoryPath)/\(path)"
  }
}
