internal import Options
internal import Spec

/// A finished result that a stage has under a new key without being done again.
package struct Takeover: Sendable {
  package let key: StageKey
  /// The result under the key with which it was made.
  package let former: FinishedStage
  /// Differences between the two keys, in words; never empty.
  package let differences: [String]
}

/// Why a stage that was to be taken over can't be.
package enum TakeoverRefusal: Equatable, Sendable {
  /// Its key is that of a finished stage, so that there is nothing to take over.
  case upToDate
  case neverDone
  case filesGone
  case otherKind(former: String, kind: String)
  /// Its key isn't known before that stage is done.
  case waits(for: StageID)
  case undecidedTrial
  case forced

  package var reason: String {
    switch self {
    case .upToDate: "it is up to date: nothing of its key differs"
    case .neverDone: "it was never done in this experiment"
    case .filesGone: "the files of its last result are gone from the store"
    case .otherKind(let former, let kind):
      "its last result is one of kind '\(former)', and it is of kind '\(kind)' now"
    case .waits(let stage):
      "it reads \(stage), which is to be done first; run that, or accept it, too"
    case .undecidedTrial: "the search has not let its trial go on"
    case .forced: "it is to be done again, as asked for with --force"
    }
  }
}

/// Finds the results that stages are to take over.
struct TakeoverSearch {
  let wanted: Set<StageID>
  /// Takeovers by their new keys; every stage of such a key has the result.
  private(set) var found: [Fingerprint: Takeover] = [:]

  init(_ wanted: Set<StageID>) { self.wanted = wanted }

  enum Answer {
    case takeover(Takeover)
    case refusal(TakeoverRefusal)
  }

  /// Finds the result that a stage takes over, or why there is none; nil where nobody asked for
  /// one.
  mutating func answer(
    for stage: PlannedStage, _ key: StageKey, of experiment: String, _ store: some StageStore
  ) throws -> Answer? {
    if let known = found[key.fingerprint] { return .takeover(known) }
    guard wanted.contains(stage.id) else { return nil }
    if try store.finished(key.fingerprint) != nil { return .refusal(.upToDate) }
    guard let last = try store.lastKey(experiment: experiment, stage: stage.id) else {
      return .refusal(.neverDone)
    }
    let kind = last.first { $0.name == "kind" }?.value ?? ""
    if kind != stage.declaration.kind {
      return .refusal(.otherKind(former: kind, kind: stage.declaration.kind))
    }
    let differences = KeyDifference(from: last, to: key.components).lines
    guard !differences.isEmpty, let former = try store.finished(StageKey(last).fingerprint) else {
      return .refusal(.filesGone)
    }
    let takeover = Takeover(key: key, former: former, differences: differences)
    found[key.fingerprint] = takeover
    return .takeover(takeover)
  }
}
