public import Pipeline

/// The predicted costs of the stages of a plan.
public struct PlanOutlook: Sendable {
  /// The costs of every training stage whose model's sizes are known, in the plan's order.
  public let trainings: [PlannedTraining]
  /// The costs of every model that will be held as tensors with known bonds, in the plan's order.
  public let contractions: [ContractionCosts]

  /// Collects the predictions of the stage kinds.
  public init(_ plan: Plan) {
    let outlooks = plan.stages.compactMap { plan.outlooks[$0.id] as? StageOutlook }
    trainings = outlooks.compactMap { $0.training() }
    contractions = outlooks.compactMap { $0.contraction() }
  }
}
