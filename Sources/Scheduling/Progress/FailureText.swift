internal import Platform
package import Pipeline
internal import Options
internal import Spec

/// A stage that failed for good.
package struct FailedStage: Sendable {
  let stage: PlannedStage
  let failure: StageFailure
  let attempts: Int
  let logFile: String?

  package init(
    _ stage: PlannedStage, _ failure: StageFailure, attempts: Int, logFile: String?
  ) {
    self.stage = stage
    self.failure = failure
    self.attempts = attempts
    self.logFile = logFile
  }
}

/// The report of failures that a person reads at the very end of a run.
package enum FailureText {
  private static let mostMessageLines = 8
  private static let logLines = 20
  private static let longestLine = 400
  private static let (mostBlocks, mostNames) = (3, 20)
  private static let longestOptions = 300

  /// Writes a line for every failed stage where there are several, then a block for each of the
  /// first few.
  ///
  /// The first failure is most likely the one that matters, so it comes last, next to the prompt.
  package static func report(
    _ failures: [FailedStage], rerun: (PlannedStage) -> String
  ) -> String {
    var text = ""
    if failures.count > 1 {
      text += "\n\(failures.count) stages failed:\n"
      for failed in failures.prefix(mostNames) {
        text += "  \(failed.stage.id): \(cut(lines(failed.failure.message)[0]))\n"
      }
      let rest = failures.count - mostNames
      if rest > 0 { text += "  and \(rest) more\n" }
    }
    for failed in failures.prefix(mostBlocks).reversed() { text += block(failed, rerun) }
    return text
  }

  /// Returns the details of a failure, in at most 40 lines.
  private static func block(_ failed: FailedStage, _ rerun: (PlannedStage) -> String) -> String {
    let stage = failed.stage
    let message = lines(failed.failure.message).prefix(mostMessageLines).map(cut)
    var block = ["", "\(stage.id) (\(stage.declaration.kind)) failed: \(message[0])"]
    block += message.dropFirst().map { "  \($0)" }
    if failed.attempts > 1 { block.append("  after \(failed.attempts) attempts") }
    let options = options(of: stage)
    if !options.isEmpty { block.append("  options: \(options)") }
    block.append("  defined at \(stage.location)")
    if let log = failed.logFile {
      let tail = lastLines(of: log, count: logLines)
      if !tail.isEmpty { block += ["  the last lines of its log:"] + tail.map { "    \(cut($0))" } }
      block.append("  log: \(log)")
    }
    block.append("  run it alone: \(rerun(stage))")
    return block.joined(separator: "\n") + "\n"
  }

  /// Returns the options of a stage, such as `batch_size 8, learning_rate 0.01, steps 300`.
  private static func options(of stage: PlannedStage) -> String {
    let members = (stage.options.map ?? [:]).sorted { $0.key < $1.key }
    let words = members.filter { $0.value != .null }.map { name, value in
      "\(name) \(value.text ?? value.canonicalJSON)"
    }
    return ProgressText.cut(words.joined(separator: ", "), to: longestOptions)
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private static func cut(_ line: String) -> String { ProgressText.cut(line, to: longestLine) }

  private static func lastLines(of path: String, count: Int) -> [String] {
    let bytes = FileSystem.end(of: path, bytes: 16384)
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.suffix(count).map { String(decoding: $0, as: UTF8.self) }
  }
}
