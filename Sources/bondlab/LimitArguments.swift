internal import ArgumentParser
internal import FoundationEssentials
internal import Pipeline
internal import Platform
internal import Scheduling
internal import Spec

/// The options that limit a run: how much of the machine it uses, and how often and for how long it
/// tries its stages. None of them changes a result.
struct LimitArguments: ParsableArguments {
  @Option(help: "Number of stages that run at the same time (otherwise the number of cores)")
  var jobs: Int?

  @Option(
    help: """
      Number of threads of each stage whose spec says none (otherwise the cores are divided among \
      the stages); it changes no result
      """)
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Memory for all running stages together, such as 8GiB (otherwise the machine's)",
      valueName: "size"))
  var memory: String?

  @Option(
    help: ArgumentHelp(
      "Number of some resource that stages ask for, such as gpu=2; may be repeated",
      valueName: "NAME=COUNT"))
  var tokens: [String] = []

  @Option(
    help: """
      How often a failed stage is repeated whose spec does not say so (otherwise once, and only \
      where its process crashed)
      """)
  var retries: Int?

  @Option(
    help: ArgumentHelp(
      """
      Time that a stopping stage has to save its state before it is killed (otherwise 10 s after \
      its timeout, 4.5 s after an interrupt)
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

  /// Value of `--grace` in seconds; nil without the option.
  var graceSeconds: Double? { grace.flatMap { $0 == "0" ? 0 : Quantity.seconds($0) } }

  /// Makes the options of a run.
  ///
  /// - Parameter capacity: How many jobs run at once where stages run on other machines, so that
  ///   the cores and memory of this one don't matter; nil where they run here.
  /// - Throws: `ValidationError` where `--tokens` can't be read.
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
