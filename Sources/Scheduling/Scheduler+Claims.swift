internal import Dispatch
internal import Pipeline
internal import Spec

/// Several processes may run experiments on one store: each stage is done by the one that has the
/// claim to it, and the others come back for the result.
extension Scheduler {
  /// Seconds between two looks at a stage that another process does, at first and at most.
  private static let (firstPause, longestPause) = (0.05, 1.0)

  /// Takes the right to a stage; false while another process has it.
  func claim(_ stage: Int, _ key: Fingerprint) throws -> Bool {
    if claims[stage] == nil { claims[stage] = try store.claim(key) }
    return claims[stage] != nil
  }

  /// Leaves a stage to the process that does it, and looks for it again later.
  func yield(_ stage: Int) {
    if toldElsewhere.insert(stage).inserted { observe(.elsewhere(plan.stages[stage])) }
    perform(state.yielded(stage))
    look(for: stage, after: Self.firstPause)
  }

  private func look(for stage: Int, after pause: Double) {
    queue.asyncAfter(deadline: .now() + pause) { [self] in
      guard let key = keys[stage]?.fingerprint, state.isAwaited(stage) else { return }
      // An error is met again, and told, when the stage is resolved.
      let hasEnded = (try? store.finished(key) != nil || claim(stage, key)) ?? true
      if hasEnded {
        perform(state.looksAgain(stage))
      } else {
        look(for: stage, after: min(Self.longestPause, pause * 1.5))
      }
    }
  }
}
