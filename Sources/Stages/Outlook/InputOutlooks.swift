internal import Options
internal import Pipeline

/// The predicted products of the stages that a planned stage reads.
public struct InputOutlooks {
  /// The planned stage.
  let stage: PlannedStage
  private let known: StageOutlooks

  init(_ request: StageRequest) { (stage, known) = (request.stage, request.outlooks) }

  /// Finds the predicted product of the stage that an option names.
  ///
  /// It is nil where the option is left out, and where nothing is known.
  subscript(_ input: StageInput) -> StageOutlook? { all(input).first ?? nil }

  /// Whether an option names a stage.
  func has(_ input: StageInput) -> Bool { stage.groups.contains { $0.role == input.role } }

  /// Finds the name of the stage that an option names, quoted for messages.
  func name(_ input: StageInput) -> String {
    stage.groups.first { $0.role == input.role }?.members.first.map { "'\($0.stage)'" }
      ?? "`\(input.role)`"
  }

  /// Finds the predicted products of several stages that one option names, in their order.
  func all(_ input: StageInput) -> [StageOutlook?] {
    stage.groups.filter { $0.role == input.role }.flatMap(\.members)
      .map { known[$0.stage] as? StageOutlook }
  }
}
