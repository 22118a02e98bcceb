internal import Options
public import Pipeline

/// Opens what a plan reads from outside, before anything runs: data sets, whose columns and classes
/// must be there, and models, whose tensors and vocabulary must fit.
public struct InputCheck: Sendable {
  /// What is wrong, each with the place of the stage that reads it.
  public private(set) var problems: [String] = []
  /// What is known by a name but not on this machine, and what reading had to mend.
  public private(set) var notes: [String] = []

  /// Reads everything once, however many stages read it.
  public init(_ plan: Plan) {
    var seen: Set<String> = []
    for stage in plan.stages {
      let kind = stage.declaration.kind
      guard let type = StageCatalog.kind(kind, with: stage.options),
        seen.insert("\(kind) \(stage.options.canonicalJSON)").inserted
      else { continue }
      if let missing = type.missing(reading: stage.options) {
        notes.append("\(stage.place): \(missing)")
        continue
      }
      do {
        notes += try type.examine(reading: stage.options).map { "\(stage.place): \($0)" }
      } catch {
        problems.append("\(stage.place): stage '\(stage.id)': \(error)")
      }
    }
  }
}
