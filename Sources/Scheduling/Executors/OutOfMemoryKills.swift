/// Counts the processes that the system has killed for lack of memory, as far as it reports them to
/// this process.
package struct OutOfMemoryKills: Sendable {
  private let files: [String]

  /// Finds the files that the system counts kills in.
  ///
  /// - Parameters:
  ///   - ofMachine: Whether all kills of the machine count, and not only those of this process's
  ///     control group; where others use the machine too, all kills would mean nothing.
  ///   - root: The folder with `proc` and `sys`; empty for this machine's own.
  package init(ofMachine: Bool = true, root: String = "") {
    var files = ofMachine ? ["/proc/vmstat"] : []
    for line in smallFile("\(root)/proc/self/cgroup").split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let path = parts[2] == "/" ? "" : String(parts[2])
      if parts[1].isEmpty {
        files += ["/sys/fs/cgroup\(path)/memory.events"]
      } else if parts[1].split(separator: ",").contains("memory") {
        // Containers see their own group as the root, whatever its path is called.
        files += Set([path, ""]).map { "/sys/fs/cgroup/memory\($0)/memory.oom_control" }.sorted()
      }
    }
    self.files = files.map { root + $0 }
  }

  /// Returns a number that has risen whenever a process was killed meanwhile.
  package func count() -> Int {
    files.reduce(0) { sum, file in
      sum
        + smallFile(file).split(separator: "\n").reduce(0) { sum, line in
          let words = line.split(separator: " ")
          return sum + (words.count == 2 && words[0] == "oom_kill" ? Int(words[1]) ?? 0 : 0)
        }
    }
  }
}
