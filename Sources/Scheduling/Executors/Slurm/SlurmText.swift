/// Parses what the commands of Slurm print. It is text of the site: nothing is assumed beyond what
/// was asked for.
package enum SlurmText {
  /// Returns the number of a job that `sbatch --parsable` has submitted and prints as `12` or
  /// `12;cluster`.
  ///
  /// Sites print greetings around it, so the last line of that form counts.
  package static func submittedJob(_ output: String) -> String? {
    output.split(whereSeparator: \.isNewline).reversed().lazy.compactMap { line in
      let parts = line.trimmed.split(separator: ";", omittingEmptySubsequences: false)
      return parts.count <= 2 && isNumber(parts.first ?? "") ? parts.first.map(String.init) : nil
    }.first
  }

  /// The format of squeue that ``queue(_:)`` reads.
  package static let queueFormat = "%i|%j|%k|%T|%N|%r"

  /// Parses the lines of squeue; those of another form are left out.
  package static func queue(_ output: String) -> [QueueEntry] {
    output.split(whereSeparator: \.isNewline).compactMap { line in
      let fields = line.split(separator: "|", maxSplits: 5, omittingEmptySubsequences: false)
      guard fields.count == 6, let jobID = SlurmJobID(fields[0].trimmed) else { return nil }
      return QueueEntry(
        jobID: jobID, name: String(fields[1]), token: String(fields[2]),
        state: QueueState(fields[3].trimmed), nodes: String(fields[4]),
        reason: String(fields[5].trimmed))
    }
  }

  /// The fields of sacct that ``accounting(_:)`` reads.
  ///
  /// `JobID`, never `JobIDRaw`: a task has a raw number of its own, and the last task of an array
  /// has the array's.
  package static let accountingFormat = "JobID,JobName,Comment,State,NodeList,WorkDir"

  /// Parses the lines of `sacct --parsable2 --noheader`; steps and lines of another form are left
  /// out.
  ///
  /// Sites need not store comments, so the token is also taken from the job's folder.
  package static func accounting(_ output: String) -> [QueueEntry] {
    output.split(whereSeparator: \.isNewline).compactMap { line in
      let fields = line.split(separator: "|", maxSplits: 5, omittingEmptySubsequences: false)
      guard fields.count == 6, let jobID = SlurmJobID(fields[0]) else { return nil }
      let folder = fields[5].split(separator: "/").last ?? ""
      return QueueEntry(
        jobID: jobID, name: String(fields[1]),
        token: String(fields[2].isEmpty ? folder : fields[2]),
        state: QueueState(fields[3]), nodes: String(fields[4]), reason: "")
    }
  }

  /// Returns a number of `scontrol show config`, such as 300 of `MinJobAge = 300 sec`.
  package static func setting(_ name: String, in output: String) -> Int? {
    output.split(whereSeparator: \.isNewline).lazy.compactMap { line in
      let parts = line.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, parts[0].trimmed == name else { return nil }
      return Int(parts[1].trimmed.prefix { $0.isNumber })
    }.first
  }

  /// Returns whether a refusal is due to the moment, and not to the request.
  package static func isPassing(_ complaint: String) -> Bool {
    let passing = [
      "socket timed out", "unable to contact slurm controller", "temporarily unable",
      "resource temporarily unavailable", "connection refused", "connection timed out",
      "zero bytes were transmitted", "transport endpoint", "slurm controller in standby",
      "protocol authentication error", "munge", "try again", "too many open files",
      "slurmctld is busy", "job submit limit", "queue is full", "max submit", "maximum submit",
    ]
    let text = complaint.lowercased()
    return passing.contains { text.contains($0) }
  }

  /// Returns Slurm's own words of a refusal: the last two lines, without the prefix of each line.
  package static func complaint(_ output: String) -> String {
    let lines = output.split(whereSeparator: \.isNewline).map(\.trimmed).filter { !$0.isEmpty }
    let words = lines.suffix(2).map { line in
      let colon = line.range(of: "error: ")
      return colon.map { String(line[$0.upperBound...]) } ?? String(line)
    }
    return words.joined(separator: "; ")
  }

  private static func isNumber(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { 48...57 ~= $0 }
  }
}

/// The number of a job: that of a single job, or that of an array and the index in it.
package struct SlurmJobID: Hashable, Sendable, CustomStringConvertible {
  package let job: String
  /// Index in the array; 0 for a single job.
  package let index: Int
  package let isTask: Bool

  package init(job: String, index: Int, isTask: Bool) {
    self.job = job
    self.index = index
    self.isTask = isTask
  }

  /// Reads `12` or `12_3`; nil for anything else, such as the step `12.batch`.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    let numbers = parts.map { Int($0) }
    guard parts.count <= 2, let job = numbers[0], let last = numbers.last ?? nil, last >= 0 else {
      return nil
    }
    self.init(job: "\(job)", index: parts.count == 2 ? last : 0, isTask: parts.count == 2)
  }

  package var description: String { isTask ? "\(job)_\(index)" : job }
}

/// A job as the queue or the accounting shows it.
package struct QueueEntry: Hashable, Sendable {
  package let jobID: SlurmJobID
  package let name: String
  /// The job's comment, which is the token of its submission.
  package let token: String
  package let state: QueueState
  package let nodes: String
  /// The reason why it waits or how it ended, in Slurm's words.
  package let reason: String

  package init(
    jobID: SlurmJobID, name: String, token: String, state: QueueState, nodes: String, reason: String
  ) {
    self.jobID = jobID
    self.name = name
    self.token = token
    self.state = state
    self.nodes = nodes
    self.reason = reason
  }
}

extension StringProtocol {
  /// The text without white space at its ends.
  fileprivate var trimmed: SubSequence {
    let rest = drop { $0.isWhitespace }
    return rest.lastIndex { !$0.isWhitespace }.map { rest[...$0] } ?? rest.prefix(0)
  }

  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
