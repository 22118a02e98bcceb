internal import ArgumentParser
internal import FoundationEssentials
internal import Pipeline
internal import Platform
internal import Scheduling
internal import Spec

/// How much of the machine a run takes, and how it treats its stages; nothing of it changes a
/// result.
struct LimitArguments: ParsableArguments {
  @Option(help: "How many stages run at once (otherwise the number of cores).")
  var jobs: Int?

  @Option(
    help: """
      Threads of each stage that asks for none (otherwise the cores are shared out). Changes no \
      result.
      """)
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Memory that all running stages may take together (otherwise the machine's), as 8GiB.",
      valueName: "size"))
  var memory: String?

  @Option(
    help: ArgumentHelp(
      "How many of something there are that stages ask for, as gpu=2; may be repeated.",
      valueName: "NAME=COUNT"))
  var tokens: [String] = []

  @Option(
    help: """
      How often a failed stage that says nothing of it is tried again (otherwise once where its \
      process crashed).
      """)
  var retries: Int?

  @Option(
    help: ArgumentHelp(
      """
      How long a stage that is to stop has to save its state before it is killed (otherwise 10 s \
      after its timeout, 4.5 s after an interrupt).
      """, valueName: "seconds"))
  var grace: String?

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
    if let retries, retries < 0 { throw ValidationError("--retries must be at least 0") }
    if let memory, Quantity.bytes(memory) == nil {
      throw ValidationError("--memory must be \(Quantity.memoryExample), not '\(memory)'")
    }
    if let grace, graceSeconds == nil {
      throw ValidationError("--grace must be \(Quantity.durationExample), not '\(grace)'")
    }
    _ = try counts()
  }

  /// Seconds; nil where nothing is said.
  var graceSeconds: Double? { grace.flatMap { $0 == "0" ? 0 : Quantity.seconds($0) } }

  /// - Parameter capacity: How many jobs run at once where stages run elsewhere, and this machine's
  ///   cores and memory don't matter; nil where they run here.
  func options(
    keepsGoing: Bool, forced: Set<StageID>, capacity: Int? = nil
  ) throws -> RunOptions {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let isElsewhere = capacity != nil
    return RunOptions(
      jobs: jobs ?? capacity ?? cores, threads: threads ?? (isElsewhere ? 1 : nil),
      cores: isElsewhere ? .max : cores,
      memory: memory.flatMap { Quantity.bytes($0) } ?? (isElsewhere ? nil : MachineMemory.bytes()),
      tokens: try counts(), retries: retries, patience: graceSeconds ?? 4.5,
      keepsGoing: keepsGoing, forced: forced)
  }

  private func counts() throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for token in tokens {
      let parts = token.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, let count = Int(parts[1]), count >= 0 else {
        throw ValidationError("--tokens must be a name and a number such as gpu=2, not '\(token)'")
      }
      counts[String(parts[0])] = count
    }
    return counts
  }
}
