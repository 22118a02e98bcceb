internal import Options
public import Pipeline

/// Opens the data sets and models that a plan reads, before anything runs.
///
/// The columns and classes of data sets must exist, and the tensors and vocabulary of models fit.
public struct InputCheck: Sendable {
  /// The problems that were found, each with the location of the stage that reads the input.
  public private(set) var problems: [String] = []
  /// Notes on known inputs that are not on this machine, and on what reading had to mend.
  public private(set) var notes: [String] = []

  /// Opens the inputs of a plan, each once however many stages read it.
  public init(_ plan: Plan) {
    var seen: Set<String> = []
    for stage in plan.stages {
      let kind = stage.declaration.kind
      guard let type = StageCatalog.kind(kind, with: stage.options),
        seen.insert("\(kind) \(stage.options.canonicalJSON)").inserted
      else { continue }
      if let missing = type.missing(reading: stage.options) {
        notes.append("\(stage.location): \(missing)")
        continue
      }
      do {
        notes += try type.examine(reading: stage.options).map { "\(stage.location): \($0)" }
      } catch {
        problems.append("\(stage.location): stage '\(stage.id)': \(error)")
      }
    }
  }
}
