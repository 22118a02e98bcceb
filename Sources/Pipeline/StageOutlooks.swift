/// What the kinds of planned stages tell of what these will leave, by stage.
///
/// Kinds make an outlook of a stage from those of its inputs, and read each other's; planning
/// passes them on and does not look into them.
public struct StageOutlooks: Sendable {
  private var known: [StageID: any Sendable] = [:]

  public init() {}

  /// What a stage will leave; nil where its kind tells nothing.
  public subscript(_ stage: StageID) -> (any Sendable)? {
    get { known[stage] }
    set { known[stage] = newValue }
  }
}
