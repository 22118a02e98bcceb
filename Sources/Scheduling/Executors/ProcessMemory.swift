internal import Glibc
internal import Platform

/// Reads from Linux's `/proc` how much memory processes have.
enum ProcessMemory {
  private static let pageSize = sysconf(Int32(_SC_PAGESIZE))

  /// Returns the resident bytes of a process; 0 where there is none.
  static func resident(_ process: Int32) -> Int {
    let fields = smallFile("/proc/\(process)/statm").split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * pageSize : 0
  }

  /// Returns the resident bytes of the processes of each group; memory that processes share counts
  /// for each of them.
  static func resident(groups: Set<Int32>) -> [Int32: Int] {
    var sums: [Int32: Int] = [:]
    for process in FolderMembers.names(in: "/proc").compactMap({ Int32($0) }) {
      guard let (group, pages) = groupAndPages(of: process), groups.contains(group) else {
        continue
      }
      sums[group, default: 0] += pages * pageSize
    }
    return sums
  }

  private static func groupAndPages(of process: Int32) -> (group: Int32, pages: Int)? {
    let text = smallFile("/proc/\(process)/stat")
    // The program's name, in parentheses, may hold anything.
    guard let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[end...].split(separator: " ").dropFirst()
    guard fields.count > 21, let group = Int32(fields[fields.startIndex + 2]),
      let pages = Int(fields[fields.startIndex + 21])
    else { return nil }
    return (group, pages)
  }
}

/// Returns the text of a file of a few lines; empty where it can't be read.
func smallFile(_ path: String) -> String { FileSystem.text(path) ?? "" }
