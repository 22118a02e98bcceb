internal import Pipeline

/// The error that a file which a stage reads was changed while it ran, by its own command or by
/// another's.
struct ChangedInput: Error, CustomStringConvertible {
  /// The stage that read it.
  let stage: StageID
  /// The stage that had made it.
  let input: StageID

  var description: String {
    "what \(input) had left was changed while \(stage) ran, so nothing of it is kept; a command "
      + "must not write into its inputs: let it copy what it changes"
  }
}
