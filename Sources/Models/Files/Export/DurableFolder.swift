internal import FoundationEssentials
internal import Platform

/// Makes a folder so that a crash leaves it either whole or absent: it is filled under a temporary
/// name, synced and renamed.
enum DurableFolder {
  /// Makes a folder of files.
  ///
  /// - Parameters:
  ///   - replaced: Names of the files that an existing folder may hold and lose; nil where it must
  ///     be empty.
  ///   - fill: Writes the files into the folder that it is given.
  /// - Throws: ``ModelExportError`` where something is in the way or can't be written, and what
  ///   `fill` throws.
  static func write(
    to path: String, replacing replaced: Set<String>?, _ fill: (String) throws -> Void
  ) throws {
    let target = URL(filePath: path).standardizedFileURL.path(percentEncoded: false).withoutSlash
    try refuse(target, replaced)
    // The next attempt finds the same name, so nothing stays behind for good.
    let partial = TemporaryName.ofTarget.path(for: target)
    do {
      if FileManager.default.fileExists(atPath: partial) {
        try FileManager.default.removeItem(atPath: partial)
      }
      try FileManager.default.createDirectory(atPath: partial, withIntermediateDirectories: true)
    } catch {
      throw ModelExportError("\(partial): can't be made: \(error)")
    }
    defer { try? FileManager.default.removeItem(atPath: partial) }
    try fill(partial)
    for name in names(in: partial) { try sync("\(partial)/\(name)") }
    try sync(partial)
    try put(partial, at: target)
    try sync(URL(filePath: target).deletingLastPathComponent().path(percentEncoded: false))
  }

  /// Renames the new folder to its target; what was there is put aside meanwhile.
  private static func put(_ partial: String, at target: String) throws(ModelExportError) {
    // An empty folder is replaced by the rename itself.
    if (try? FileSystem.rename(partial, to: target)) != nil { return }
    let old = "\(target).replaced-\(UUID().uuidString)"
    do {
      try FileSystem.rename(target, to: old)
    } catch {
      throw ModelExportError("\(target): can't be replaced: \(error.reason)")
    }
    do {
      try FileSystem.rename(partial, to: target)
    } catch {
      try? FileSystem.rename(old, to: target)
      throw ModelExportError("\(target): can't be made: \(error.reason)")
    }
    try? FileManager.default.removeItem(atPath: old)
  }

  /// Checks that nothing but files of a model would be lost.
  private static func refuse(
    _ target: String, _ replaced: Set<String>?
  ) throws(ModelExportError) {
    guard FileManager.default.fileExists(atPath: target) else { return }
    guard let found = try? FileManager.default.contentsOfDirectory(atPath: target) else {
      throw ModelExportError("\(target): a folder is wanted, but something else is there")
    }
    guard !found.isEmpty else { return }
    guard let replaced else {
      throw ModelExportError(
        "\(target): the folder isn't empty; --force replaces a model that is there")
    }
    if let foreign = found.sorted().first(where: { !replaced.contains($0) }) {
      throw ModelExportError(
        "\(target): holds \(foreign), which is no file of a model; name another folder")
    }
  }

  /// Returns the names in a folder, sorted.
  static func names(in folder: String) -> [String] { FileSystem.names(in: folder) }

  private static func sync(_ path: String) throws(ModelExportError) {
    do {
      try FileSystem.sync(path)
    } catch {
      throw ModelExportError("\(error)")
    }
  }
}

extension String {
  fileprivate var withoutSlash: String {
    count > 1 && hasSuffix("/") ? String(dropLast()) : self
  }
}
