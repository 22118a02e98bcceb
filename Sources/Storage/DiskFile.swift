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

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// When names in a folder, or bytes of a file, last changed: nanoseconds since 1970.
  static func modified(_ path: String) -> Int {
    var status = stat()
    return lstat(path, &status) == 0
      ? status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec : 0
  }

  /// The first bytes of a file.
  static func bytes(of path: String, upTo count: Int) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError(path, systemCall: "can't be opened") }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    let found = read(descriptor, &bytes, count)
    guard found >= 0 else { throw StoreError(path, systemCall: "can't be read") }
    return Array(bytes.prefix(found))
  }

  /// The text of a file; nil where it can't be read.
  static func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
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
    if unlink(path) == 0 || errno == ENOENT { return }
    // Linux says EISDIR of a folder, other systems EPERM.
    guard errno == EISDIR || errno == EPERM else {
      throw StoreError(path, systemCall: "can't be removed")
    }
    for name in names(in: path) { try remove("\(path)/\(name)") }
    guard rmdir(path) == 0 || errno == ENOENT else {
      throw StoreError(path, systemCall: "can't be removed")
    }
  }

  /// The bytes of all plain files at or under `path`.
  static func bytes(under path: String) -> Int {
    if let size = size(path) { return size }
    return names(in: path).reduce(0) { $0 + bytes(under: "\(path)/\($1)") }
  }

  /// Renames, replacing what is there; the new name is durable once its folder is synced.
  static func rename(_ source: String, to target: String) throws {
    guard Glibc.rename(source, target) == 0 else {
      throw StoreError(source, systemCall: "can't be moved to \(target)")
    }
  }

  /// Moves a file into a folder, which is made, under a name that is not taken there.
  ///
  /// - Returns: Its new path; nil where the file was gone.
  @discardableResult
  static func moveAside(_ path: String, into parent: String) throws -> String? {
    try makeFolder(parent)
    let name = path.split(separator: "/").last.map(String.init) ?? "file"
    var (target, count) = ("\(parent)/\(name)", 1)
    while exists(target) {
      count += 1
      target = "\(parent)/\(name).\(count)"
    }
    guard exists(path) else { return nil }
    try rename(path, to: target)
    return target
  }

  /// Writes a file anew.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw StoreError(path, systemCall: "can't be made") }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw StoreError(path, systemCall: "can't be written") }
      rest = rest.dropFirst(count)
    }
  }

  /// Whether what a path is on has next to no room left.
  static func isFull(_ path: String) -> Bool {
    var status = statvfs()
    return statvfs(folder(of: path), &status) == 0
      && Int(status.f_bavail) * Int(status.f_frsize) < 1 << 16
  }

  /// Makes a file's bytes, or a folder's names, survive a loss of power.
  static func sync(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError(path, systemCall: "can't be opened") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw StoreError(path, systemCall: "can't be synced") }
  }

  /// Makes everything on the file system of a folder survive a loss of power.
  static func syncAll(on folder: String) throws {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError(folder, systemCall: "can't be opened") }
    defer { close(descriptor) }
    guard syncFileSystem?(descriptor) == 0 else {
      throw StoreError(folder, systemCall: "can't be synced")
    }
  }

  /// Linux's `syncfs`, which Swift's module of glibc lacks.
  private static let syncFileSystem = dlsym(nil, "syncfs").map {
    unsafeBitCast($0, to: (@convention(c) (Int32) -> Int32).self)
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
