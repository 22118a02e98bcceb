/// Options of one stage that are each right but cannot stand together.
public struct OptionConflict: Hashable, Sendable {
  /// The option whose place the message shows.
  public let option: String
  /// What is wrong.
  public let problem: String
  /// What would be right.
  public let hint: String

  public init(_ option: String, _ problem: String, hint: String) {
    self.option = option
    self.problem = problem
    self.hint = hint
  }
}

/// A stage of one cell with what is known of its inputs, for rules that look at several options at
/// once and for telling what it will leave.
public struct StageRequest: Sendable {
  public let stage: PlannedStage
  /// By the option that names the input: `from` → `parts`.
  public let products: [String: String]
  /// Of every stage before it in the plan.
  public let outlooks: StageOutlooks

  package init(
    _ stage: PlannedStage, products: [String: String], outlooks: StageOutlooks = StageOutlooks()
  ) {
    self.stage = stage
    self.products = products
    self.outlooks = outlooks
  }
}
