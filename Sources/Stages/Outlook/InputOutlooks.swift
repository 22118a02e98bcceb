internal import Options
internal import Pipeline

/// What the stages that a planned stage reads will leave.
public struct InputOutlooks {
  /// The stage that reads them.
  let stage: PlannedStage
  private let known: StageOutlooks

  init(_ request: StageRequest) { (stage, known) = (request.stage, request.outlooks) }

  /// What the stage that an option names will leave; nil where the option is left out, or nothing
  /// is known.
  subscript(_ input: StageInput) -> StageOutlook? { all(input).first ?? nil }

  /// What messages call the stage that an option names.
  func name(_ input: StageInput) -> String {
    stage.groups.first { $0.role == input.role }?.members.first.map { "'\($0.stage)'" }
      ?? "`\(input.role)`"
  }

  /// What each of several stages that one option names will leave, in their order.
  func all(_ input: StageInput) -> [StageOutlook?] {
    stage.groups.filter { $0.role == input.role }.flatMap(\.members)
      .map { known[$0.stage] as? StageOutlook }
  }
}
