internal import Glibc

/// Lists the members of a folder and matches them with the patterns that options pick them by.
package enum FolderMembers {
  /// Returns the names in a folder, in no order; none where it can't be read.
  package static func names(in folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        String(cString: UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self))
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// Returns the optional members that are there: the names that fit a pattern, and the patterns
  /// that are paths of files in folders inside, which have no `*`.
  ///
  /// - Parameter names: The names in the folder itself.
  package static func present(
    _ patterns: [String], in folder: String, names: [String]
  ) -> [String] {
    let paths = patterns.filter {
      $0.contains("/") && FileKind(atPath: "\(folder)/\($0)") == .file
    }
    return names.filter { name in patterns.contains { fits(name, $0) } } + paths
  }

  /// Returns whether `name` fits `pattern`, in which each `*` stands for any characters, also none.
  package static func fits(_ name: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard let first = parts.first, let last = parts.last, parts.count > 1 else {
      return name == pattern
    }
    guard name.utf8.count >= first.utf8.count + last.utf8.count, name.hasPrefix(first),
      name.hasSuffix(last)
    else { return false }
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}
