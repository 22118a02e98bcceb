internal import Spec

/// Whether a stage has to be done, and why.
package enum CacheStatus: Sendable {
  /// Done before, here or in another experiment.
  case cached(StageKey, FinishedStage)
  /// To be done; the reasons are lines such as `option.steps changed from 300 to 400`.
  case due(StageKey, reasons: [String])
  /// It says the same as that stage, which is to be done, and has its results then.
  case follows(StageID, StageKey?)
  /// To be done, though its key isn't known before that stage is done: nothing in the store does
  /// the same. `unlessSame` where another stage of the plan does the same to something else, which
  /// may come to equal contents; then one of them has the other's results.
  case dueAfter(StageID, unlessSame: Bool)
  /// Not known before that stage is done: the store has results of the same kind and options,
  /// which it may turn out to say again.
  case waits(for: StageID)
  /// Done if the search lets its trial go on, which isn't decided yet.
  case undecided
  /// The search went on with other trials.
  case pruned
}
