/// Predictions by stage kinds of what their planned stages will leave, by stage.
///
/// Kinds make the outlook of a stage from those of its inputs, and read each other's; planning
/// passes outlooks on and does not look into them.
public struct StageOutlooks: Sendable {
  private var known: [StageID: any Sendable] = [:]

  public init() {}

  /// Accesses the outlook of a stage; nil where its kind makes none.
  public subscript(_ stage: StageID) -> (any Sendable)? {
    get { known[stage] }
    set { known[stage] = newValue }
  }
}
