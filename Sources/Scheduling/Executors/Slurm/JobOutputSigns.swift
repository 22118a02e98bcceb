/// The reasons that Slurm itself wrote into a job's output before it ended the job.
package struct JobOutputSigns: Hashable, Sendable {
  /// The message that the job exceeded its memory; nil where Slurm wrote none.
  package var memory: String?
  package var hasReachedTimeLimit = false
  package var hasLostNode = false
  package var wasPreempted = false

  /// Creates signs of an output without any reason.
  package init() {}

  /// Reads the signs from the end of an output.
  package init(_ output: some StringProtocol) {
    for line in output.split(whereSeparator: \.isNewline) {
      guard line.hasPrefix("slurmstepd") || line.contains("StepId=") else { continue }
      if let words = Self.memoryWords(line), memory == nil { memory = words }
      if line.contains("DUE TO TIME LIMIT") { hasReachedTimeLimit = true }
      if line.contains("DUE TO NODE FAIL") { hasLostNode = true }
      if line.contains("DUE TO PREEMPTION") { wasPreempted = true }
    }
  }

  private static func memoryWords(_ line: some StringProtocol) -> String? {
    if line.contains("exceeded memory limit") {
      guard let (used, allowed) = byteCounts(line) else { return "it exceeded its memory limit" }
      return "it used \(used >> 20) MiB of memory and may use \(allowed >> 20) MiB"
    }
    let isKill = line.contains("oom_kill") || line.contains("oom-kill")
    return isKill || line.contains("Exceeded job memory limit") || line.contains("Out Of Memory")
      ? "it exceeded its memory limit" : nil
  }

  /// Reads the two numbers of bytes in `... exceeded memory limit (433033216 > 104857600), being
  /// killed`.
  private static func byteCounts(_ line: some StringProtocol) -> (used: Int, allowed: Int)? {
    let parts = line.split { "()".contains($0) }.lazy.map { $0.split(separator: " ") }
    return parts.compactMap { words in
      guard words.count == 3, words[1] == ">", let used = Int(words[0]), let allowed = Int(words[2])
      else { return nil }
      return (used, allowed)
    }.first
  }
}
