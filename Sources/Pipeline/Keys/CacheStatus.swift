internal import Spec

/// Whether a stage is done or has to be done, and why.
package enum CacheStatus: Sendable {
  /// Done before, here or in another experiment.
  case cached(StageKey, FinishedStage)
  /// To be done, for reasons such as `option.steps changed from 300 to 400`, a line each.
  case due(StageKey, reasons: [String])
  /// The same work as that stage, which is to be done and whose results it then has.
  case follows(StageID, StageKey?)
  /// To be done, as nothing in the store does the same, though its key isn't known before that
  /// stage is done.
  ///
  /// `unlessSame` is true where another stage of the plan does the same to something else, whose
  /// content may turn out to be equal; then one of them has the other's results.
  case dueAfter(StageID, unlessSame: Bool)
  /// Not known before that stage is done; the store has results of the same kind and options, which
  /// may turn out to be those of this stage.
  case waits(for: StageID)
  /// To be done if the search lets its trial go on, which isn't decided yet.
  case undecided
  /// Never to be done, as the search went on with other trials.
  case pruned
}
