internal import Pipeline

/// A search lets stages in or leaves them out, by what others come to.
extension Scheduler {
  /// Tells the search of what was done before.
  ///
  /// - Returns: The stages that may be done, and those that will not be.
  func decideAtStart(_ known: [Int]) -> (admitted: [Int], pruned: [Int]) {
    var (admitted, pruned): ([Int], [Int]) = ([], [])
    guard let metric = search?.metric else { return (admitted, pruned) }
    for stage in known where search?.measures(stage) == true {
      guard let key = finished[stage]?.fingerprint, let metrics = try? store.metrics(of: key) else {
        // It is looked up again when it would run, and the error is told then.
        finished[stage] = nil
        continue
      }
      let value = metrics.last { $0.name == metric }?.value
      for verdict in search?.ended(stage, with: value) ?? [] {
        observe(.decided(verdict.decision))
        admitted += verdict.admitted
        pruned += verdict.pruned
      }
    }
    return (admitted, pruned)
  }

  /// The figure that the search wants of a stage; nil where it wants none.
  func measure(_ metrics: @autoclosure () throws -> [Metric], of stage: Int) rethrows -> Double? {
    guard let search, search.measures(stage) else { return nil }
    return try metrics().last { $0.name == search.metric }?.value
  }

  /// A stage has ended with a figure, or without one.
  func decide(_ stage: Int, with value: Double?) {
    for verdict in search?.ended(stage, with: value) ?? [] {
      observe(.decided(verdict.decision))
      for stage in verdict.admitted { perform(state.admitted(stage)) }
      for stage in verdict.pruned { perform(state.pruned(stage)) }
    }
  }
}
