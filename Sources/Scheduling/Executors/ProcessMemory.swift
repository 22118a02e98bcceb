internal import Glibc

/// How much memory processes have, as Linux tells in `/proc`.
enum ProcessMemory {
  private static let pageSize = sysconf(Int32(_SC_PAGESIZE))

  /// The resident bytes of a process; 0 where there is none.
  static func resident(_ process: Int32) -> Int {
    let fields = smallFile("/proc/\(process)/statm").split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * pageSize : 0
  }

  /// The resident bytes of all processes of these groups; memory that they share counts for each.
  static func resident(groups: Set<Int32>) -> [Int32: Int] {
    guard let folder = opendir("/proc") else { return [:] }
    defer { closedir(folder) }
    var sums: [Int32: Int] = [:]
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard let process = Int32(name), let (group, pages) = groupAndPages(of: process),
        groups.contains(group)
      else { continue }
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

/// What stands in a file of a few lines; empty where it can't be read.
func smallFile(_ path: String) -> String {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return "" }
  defer { close(file) }
  var (text, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 13))
  while true {
    let count = read(file, &buffer, buffer.count)
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { return String(decoding: text, as: UTF8.self) }
    text += buffer[..<count]
  }
}
