internal import Glibc
internal import Synchronization

/// A client that runs Slurm's commands, which are looked for along `PATH`.
package final class SlurmCommands: SlurmClient {
  /// Number of job numbers that fit on one command line.
  private static let mostCancelled = 100

  private let limit: Double
  /// Whether Slurm has said that it keeps no accounts.
  private let hasNoAccounts = Mutex(false)

  /// Creates a client whose commands may take `limit` seconds each.
  package init(limit: Double) { self.limit = limit }

  package func submit(_ arguments: [String], holding held: Int32?) -> SubmissionAnswer {
    let end: ChildCommand.End
    do {
      end = try ChildCommand(words: ["sbatch"] + arguments, limit: limit).run(holding: held)
    } catch {
      return .refused("\(error)")
    }
    if end.code == 0 {
      return SlurmText.submittedJob(end.output).map { .accepted($0) }
        ?? .unanswered("sbatch printed no number of a job: \(end.output.prefix(200))")
    }
    let complaint = SlurmText.complaint(end.complaints)
    if end.code == nil { return .unanswered("sbatch did not end within \(Int(limit)) s") }
    return SlurmText.isPassing(end.complaints) ? .unanswered(complaint) : .refused(complaint)
  }

  package func queue(_ names: [String]) throws(SlurmSilence) -> [QueueEntry] {
    SlurmText.queue(
      try answer([
        "squeue", "--noheader", "--array", "--all", "--states=all",
        "--format=\(SlurmText.queueFormat)", "--name=\(names.joined(separator: ","))",
      ]))
  }

  package func accounts(_ names: [String]) -> [QueueEntry]? {
    if hasNoAccounts.withLock({ $0 }) { return nil }
    let command = ChildCommand(
      words: [
        "sacct", "--noheader", "--parsable2", "--allocations", "--starttime=now-7days",
        "--format=\(SlurmText.accountingFormat)", "--name=\(names.joined(separator: ","))",
      ], limit: limit)
    guard let end = try? command.run() else { return nil }
    if end.complaints.contains("accounting storage is disabled") {
      hasNoAccounts.withLock { $0 = true }
    }
    return end.code == 0 ? SlurmText.accounting(end.output) : nil
  }

  package func cancel(_ jobs: [SlurmJobID]) throws(SlurmSilence) {
    var rest = jobs[...]
    while !rest.isEmpty {
      try cancel(arguments: rest.prefix(Self.mostCancelled).map(\.description))
      rest = rest.dropFirst(Self.mostCancelled)
    }
  }

  package func cancel(name: String) throws(SlurmSilence) {
    try cancel(arguments: ["--name=\(name)"])
  }

  /// Cancels jobs with scancel, whose complaint of jobs that are over is no failure.
  private func cancel(arguments: [String]) throws(SlurmSilence) {
    let end = try run(["scancel"] + arguments)
    if end.code == nil || SlurmText.isPassing(end.complaints) {
      throw SlurmSilence(silence("scancel", end))
    }
  }

  package func configuration() throws(SlurmSilence) -> SlurmConfiguration {
    let output = try answer(["scontrol", "show", "config"])
    return SlurmConfiguration(
      maximumArraySize: SlurmText.setting("MaxArraySize", in: output),
      retention: SlurmText.setting("MinJobAge", in: output))
  }

  private func answer(_ words: [String]) throws(SlurmSilence) -> String {
    let end = try run(words)
    guard end.code == 0 else { throw SlurmSilence(silence(words[0], end)) }
    return end.output
  }

  private func run(_ words: [String]) throws(SlurmSilence) -> ChildCommand.End {
    do {
      return try ChildCommand(words: words, limit: limit).run()
    } catch {
      throw SlurmSilence("\(error)")
    }
  }

  private func silence(_ command: String, _ end: ChildCommand.End) -> String {
    if end.hasTimedOut { return "\(command) did not end within \(Int(limit)) s" }
    let complaint = SlurmText.complaint(end.complaints)
    return "\(command): \(complaint.isEmpty ? "exit code \(end.code ?? -1)" : complaint)"
  }
}
