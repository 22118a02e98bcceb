/// The stages whose last results are to be taken over, which a user names in every cell or with a
/// cell.
package struct TakeoverRequest: Sendable {
  package let names: [String]
  package let stages: Set<StageID>

  /// Finds the stages of some names.
  ///
  /// - Throws: ``UnknownStage`` where no stage has a name.
  package init(_ names: [String], in plan: Plan) throws(UnknownStage) {
    (self.names, stages) = (names, try plan.stages(named: names))
  }

  /// Makes sure that each name has come to something.
  ///
  /// For a name of several cells one of them is enough; a stage that is up to date is no error, so
  /// that a command may be repeated.
  ///
  /// - Returns: Notices about the stages that are not taken over.
  /// - Throws: ``RefusedTakeover`` where no stage of a name can be taken over.
  package func check(_ plan: Plan, _ survey: Survey) throws(RefusedTakeover) -> [String] {
    var notices: [String] = []
    // The stage, or one of the same work, would be done although the result is there by then.
    if let (index, refusal) = survey.refusals.first(where: { $0.value == .forced }) {
      throw RefusedTakeover(stage: plan.stages[index].id, refusal: refusal)
    }
    for name in names {
      let indices = plan.stages.indices.filter {
        plan.stages[$0].name == name || plan.stages[$0].id.description == name
      }
      let refused = indices.compactMap { index in
        survey.refusals[index].map { (stage: plan.stages[index].id, refusal: $0) }
      }
      let others = refused.filter { $0.refusal != .upToDate }
      if refused.count == indices.count, let first = others.first {
        throw RefusedTakeover(stage: first.stage, refusal: first.refusal)
      }
      if others.isEmpty && refused.count == indices.count {
        notices.append("\(name): \(TakeoverRefusal.upToDate.reason), so nothing is accepted")
      }
      notices += others.map { "\($0.stage): not accepted, as \($0.refusal.reason)" }
    }
    return notices
  }
}

/// The error of a stage for which no result can be taken over.
package struct RefusedTakeover: Error, CustomStringConvertible {
  let stage: StageID
  let refusal: TakeoverRefusal

  package var description: String {
    "nothing can be accepted for stage '\(stage)': \(refusal.reason)"
  }
}
