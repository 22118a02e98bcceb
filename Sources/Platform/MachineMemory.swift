/// The memory that this process and its children may have.
package enum MachineMemory {
  /// Returns the machine's memory in bytes, or that of the control group where it is less; nil
  /// where the system reports neither.
  ///
  /// - Parameter root: The folder with `proc` and `sys`; empty for this machine's own.
  package static func bytes(root: String = "") -> Int? {
    let total = text("\(root)/proc/meminfo").split(separator: "\n").first {
      $0.hasPrefix("MemTotal:")
    }
    let kibibytes = total?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return (limits(root) + [kibibytes.map { $0 << 10 }]).compactMap { $0 }.min()
  }

  /// Returns the text of a file of a few lines; empty where it can't be read.
  private static func text(_ path: String) -> String { FileSystem.text(path) ?? "" }

  private static func limits(_ root: String) -> [Int?] {
    text("\(root)/proc/self/cgroup").split(separator: "\n").flatMap { line -> [Int?] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let isUnified = parts[1].isEmpty
      guard isUnified || parts[1].split(separator: ",").contains("memory") else { return [] }
      // The limits of all groups above hold for a group too; the root of a container is "/".
      var folders = [""]
      for part in parts[2].split(separator: "/") { folders.append("\(folders.last ?? "")/\(part)") }
      return folders.map { folder in
        let file =
          isUnified
          ? "/sys/fs/cgroup\(folder)/memory.max"
          : "/sys/fs/cgroup/memory\(folder)/memory.limit_in_bytes"
        return Int(text(root + file).prefix { $0.isNumber })
      }
    }
  }
}
