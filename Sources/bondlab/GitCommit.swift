internal import FoundationEssentials

/// Finds the commit of a working folder in git's own files; git need not be installed.
enum GitCommit {
  /// Finds the commit of the folder of a file; nil outside git, and before the first commit.
  static func current(ofFile path: String) -> String? {
    root(ofFile: path).flatMap { ownFolder($0.appending(path: ".git")) }.flatMap(commit)
  }

  /// Returns the path of a file from the root of its working folder on; its name alone outside git.
  static func pathFromRoot(ofFile path: String) -> String {
    let file = URL(filePath: path).standardizedFileURL
    guard let root = root(ofFile: path), file.path.hasPrefix("\(root.path)/") else {
      return file.lastPathComponent
    }
    return String(file.path.dropFirst(root.path.count + 1))
  }

  /// Finds the working folder that a file is in; nil outside git.
  private static func root(ofFile path: String) -> URL? {
    var folder = URL(filePath: path).standardizedFileURL.deletingLastPathComponent()
    while true {
      if ownFolder(folder.appending(path: ".git")) != nil { return folder }
      let parent = folder.deletingLastPathComponent()
      if parent.path == folder.path || folder.path == "/" { return nil }
      folder = parent
    }
  }

  /// Finds the folder in which git keeps the state of a working folder.
  ///
  /// It is `.git`, or the folder that a file of this name points to.
  private static func ownFolder(_ git: URL) -> URL? {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: git.path, isDirectory: &isFolder) else {
      return nil
    }
    if isFolder { return git }
    guard let line = text(git), line.hasPrefix("gitdir: ") else { return nil }
    return URL(filePath: String(line.dropFirst(8)), relativeTo: git.deletingLastPathComponent())
  }

  private static func commit(_ own: URL) -> String? {
    guard let head = text(own.appending(path: "HEAD")) else { return nil }
    guard head.hasPrefix("ref: ") else { return head }
    let name = String(head.dropFirst(5))
    // A further working folder shares its branches with the first.
    let shared = text(own.appending(path: "commondir")).map { URL(filePath: $0, relativeTo: own) }
    for folder in [own, shared].compactMap(\.self) {
      if let commit = text(folder.appending(path: name)) { return commit }
      let packed = text(folder.appending(path: "packed-refs")) ?? ""
      for line in packed.split(separator: "\n") where line.hasSuffix(" \(name)") {
        return String(line.prefix { $0 != " " })
      }
    }
    return nil
  }

  private static func text(_ file: URL) -> String? {
    guard let data = try? Data(contentsOf: file) else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingSuffix("\n")
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
