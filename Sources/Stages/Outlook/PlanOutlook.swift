public import Pipeline

/// What the stages of a plan will leave and take, told before anything runs.
public struct PlanOutlook: Sendable {
  /// Every training stage whose model's sizes are known, in the plan's order.
  public let trainings: [PlannedTraining]
  /// Of every model that will be held as tensors with known bonds, in the plan's order.
  public let contractions: [ContractionCosts]

  /// Asks the kind of every stage, inputs first.
  public init(_ plan: Plan) {
    var known: [StageID: StageOutlook] = [:]
    var outlooks: [StageOutlook] = []
    for stage in plan.stages {
      let inputs = InputOutlooks(of: stage, known: known)
      let kind = StageCatalog.kind(stage.declaration.kind, with: stage.options)
      guard let outlook = kind?.outlook(of: stage, inputs) else { continue }
      known[stage.id] = outlook
      outlooks.append(outlook)
    }
    trainings = outlooks.compactMap(\.training)
    contractions = outlooks.compactMap(\.contraction)
  }
}
