internal import FoundationEssentials
internal import Platform

/// Operations on the store's files and folders, which report failures as ``StoreError``.
enum DiskFile {
  /// Reads the first bytes of a file.
  static func bytes(of path: String, upTo count: Int) throws -> [UInt8] {
    try StoreError.translating { try FileSystem.bytes(of: path, upTo: count) }
  }

  /// Makes a folder and those above it; a folder that exists is left as it is.
  static func makeFolder(_ path: String) throws {
    try StoreError.translating { try FileSystem.makeFolder(path) }
  }

  /// Removes a file, or a folder with everything in it; does nothing if there is none.
  static func remove(_ path: String) throws {
    try StoreError.translating { try FileSystem.remove(path) }
  }

  /// Renames a file, replacing what has the new name; the name is durable once its folder is
  /// synced.
  static func rename(_ source: String, to target: String) throws {
    try StoreError.translating { try FileSystem.rename(source, to: target) }
  }

  /// Moves a file into a folder, which is made, under a name that is free there.
  ///
  /// - Returns: Its new path; nil if the file was gone.
  @discardableResult
  static func moveAside(_ path: String, into parent: String) throws -> String? {
    try makeFolder(parent)
    let name = path.split(separator: "/").last.map(String.init) ?? "file"
    var (target, count) = ("\(parent)/\(name)", 1)
    while FileSystem.exists(target) {
      count += 1
      target = "\(parent)/\(name).\(count)"
    }
    guard FileSystem.exists(path) else { return nil }
    try rename(path, to: target)
    return target
  }

  /// Writes a file anew.
  static func write(_ bytes: [UInt8], to path: String) throws {
    try StoreError.translating { try FileSystem.write(bytes, to: path) }
  }

  /// Makes a file's bytes, or a folder's names, survive a loss of power.
  static func sync(_ path: String) throws {
    try StoreError.translating { try FileSystem.sync(path) }
  }

  /// Makes everything on the file system of a folder survive a loss of power.
  static func syncAll(on folder: String) throws {
    try StoreError.translating { try FileSystem.syncAll(on: folder) }
  }

  /// Takes the lock on a file, which is made if missing, and waits until it is free.
  static func lock(_ path: String, _ mode: FileLock.Mode) throws -> FileLock {
    try StoreError.translating { try FileLock.wait(path, mode) }
  }

  /// Returns whether any process holds the lock on a file; nil if there is no such file.
  static func isLocked(_ path: String) throws -> Bool? {
    try StoreError.translating { try FileLock.isHeld(path) }
  }

  static func makeReadOnly(_ path: String) throws {
    try StoreError.translating { try FileSystem.makeReadOnly(path) }
  }

  static func copy(_ source: String, to target: String) throws {
    try remove(target)
    do {
      try FileManager.default.copyItem(atPath: source, toPath: target)
    } catch {
      throw StoreError(source, "can't be copied to \(target): \(error)")
    }
  }

  /// Returns a path from the root of the file system.
  static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    return "\(FileManager.default.currentDirectoryPath)/\(path)"
  }
}
