internal import ArgumentParser

/// The option that refuses tables with missing results.
struct CompletenessArguments: ParsableArguments {
  @Flag(help: "End with exit code 1 where a table lacks results of stages that were not run")
  var complete = false

  /// Prints what is missing on standard error.
  ///
  /// - Throws: `ExitCode` where something is missing although the tables must be complete.
  func check(_ stored: StoredMetrics) throws {
    for line in stored.shortage { complain(line) }
    if complete && !stored.isComplete { throw ExitCode(1) }
  }
}
