internal import Spec

/// Whether a stage has to be done, and why.
package enum StageNeed: Sendable {
  /// Done before, here or in another experiment.
  case cached(FinishedStage)
  /// To be done; the reasons are lines such as `option.steps changed from 300 to 400`.
  case due(StageKey, reasons: [String])
  /// Not known before these are done: their content is part of the key.
  case waits(for: [StageID])
}

extension Plan {
  /// The need of every stage, in order, by the path that a run takes; nothing is done or written.
  package func needs(_ store: some StageStore, _ keying: StageKeying) throws -> [StageNeed] {
    var contents: [StageID: Fingerprint] = [:]
    return try stages.map { stage in
      let unknown = Set(stage.inputs.map(\.stage)).filter { contents[$0] == nil }
      guard unknown.isEmpty else { return .waits(for: unknown.sorted()) }
      let key = try keying.key(of: stage, contents: stage.inputs.compactMap { contents[$0.stage] })
      if let finished = try store.finished(key.fingerprint) {
        contents[stage.id] = finished.content
        return .cached(finished)
      }
      return .due(key, reasons: try reasons(for: stage, key, store))
    }
  }

  private func reasons(
    for stage: PlannedStage, _ key: StageKey, _ store: some StageStore
  ) throws -> [String] {
    guard let last = try store.lastKey(experiment: experiment, stage: stage.id) else {
      return ["never done"]
    }
    let lines = KeyDifference(from: last, to: key.components).lines
    return lines.isEmpty ? ["its files are gone from the store"] : lines
  }
}
