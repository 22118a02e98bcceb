/// A conflict between options of one stage that are each right but cannot stand together.
public struct OptionConflict: Hashable, Sendable {
  /// The option whose location the message shows.
  public let option: String
  /// Description of the conflict.
  public let problem: String
  /// Suggestion of what would be right.
  public let hint: String

  public init(_ option: String, _ problem: String, hint: String) {
    self.option = option
    self.problem = problem
    self.hint = hint
  }
}

/// A stage of one cell with what is known of its inputs.
///
/// Stage kinds check it for conflicts between options, and predict from it what the stage will
/// leave.
public struct StageRequest: Sendable {
  public let stage: PlannedStage
  /// Products of the inputs by the options that name them, such as `from` → `parts`.
  public let products: [String: String]
  /// Outlooks of all stages before it in the plan.
  public let outlooks: StageOutlooks

  package init(
    _ stage: PlannedStage, products: [String: String], outlooks: StageOutlooks = StageOutlooks()
  ) {
    self.stage = stage
    self.products = products
    self.outlooks = outlooks
  }
}
