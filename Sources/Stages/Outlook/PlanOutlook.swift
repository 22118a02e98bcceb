public import Pipeline

/// What the stages of a plan will leave and take, told before anything runs.
public struct PlanOutlook: Sendable {
  /// Every training stage whose model's sizes are known, in the plan's order.
  public let trainings: [PlannedTraining]
  /// Of every model that will be held as tensors with known bonds, in the plan's order.
  public let contractions: [ContractionCosts]

  /// Works out what the kinds have told.
  public init(_ plan: Plan) {
    let outlooks = plan.stages.compactMap { plan.outlooks[$0.id] as? StageOutlook }
    trainings = outlooks.compactMap { $0.training() }
    contractions = outlooks.compactMap { $0.contraction() }
  }
}
