internal import ArgumentParser

/// Whether tables may lack what was not run.
struct CompletenessArguments: ParsableArguments {
  @Flag(help: "Ends with 1 where anything was not run.")
  var complete = false

  /// Says what is missing.
  ///
  /// - Throws: `ExitCode` where something is that must not be.
  func check(_ stored: StoredFigures) throws {
    for line in stored.shortage { complain(line) }
    if complete && !stored.isComplete { throw ExitCode(1) }
  }
}
