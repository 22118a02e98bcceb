/// Stages whose last results are to be taken over, as a user names them: in every cell, or with a
/// cell.
package struct TakeoverRequest: Sendable {
  package let names: [String]
  package let stages: Set<StageID>

  /// - Throws: ``UnknownStage`` where a name is nobody's.
  package init(_ names: [String], in plan: Plan) throws(UnknownStage) {
    (self.names, stages) = (names, try plan.stages(named: names))
  }

  /// Makes sure that each name has come to something.
  ///
  /// A name of several cells has where one of them has; a stage that is up to date is no error, so
  /// that a command may be repeated.
  ///
  /// - Returns: What to tell of stages that are not taken over.
  /// - Throws: ``RefusedTakeover`` where nothing of a name can be taken over.
  package func check(_ plan: Plan, _ survey: Survey) throws(RefusedTakeover) -> [String] {
    var notices: [String] = []
    // It or one that says the same would be done although the result is there by then.
    if let (place, refusal) = survey.refusals.first(where: { $0.value == .forced }) {
      throw RefusedTakeover(stage: plan.stages[place].id, refusal: refusal)
    }
    for name in names {
      let places = plan.stages.indices.filter {
        plan.stages[$0].name == name || plan.stages[$0].id.description == name
      }
      let refused = places.compactMap { place in
        survey.refusals[place].map { (stage: plan.stages[place].id, refusal: $0) }
      }
      let others = refused.filter { $0.refusal != .upToDate }
      if refused.count == places.count, let first = others.first {
        throw RefusedTakeover(stage: first.stage, refusal: first.refusal)
      }
      if others.isEmpty && refused.count == places.count {
        notices.append("\(name): \(TakeoverRefusal.upToDate.reason), so nothing is accepted")
      }
      notices += others.map { "\($0.stage): not accepted, as \($0.refusal.reason)" }
    }
    return notices
  }
}

/// A stage that nothing can be accepted for.
package struct RefusedTakeover: Error, CustomStringConvertible {
  let stage: StageID
  let refusal: TakeoverRefusal

  package var description: String {
    "nothing can be accepted for stage '\(stage)': \(refusal.reason)"
  }
}
