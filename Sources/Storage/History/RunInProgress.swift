internal import Pipeline
internal import Spec
internal import Synchronization

/// The run of this process, if there is one, and what the database already has of it.
final class RunInProgress: Sendable {
  fileprivate struct State {
    var number: Int?
    /// The stages that the database says it relies on.
    var relied: Set<Fingerprint> = []
    /// The keys of its stages as far as they were noted.
    var keys: [StageID: Fingerprint] = [:]
    /// The stages that were noted as cached when it began.
    var notedAsCached: Set<StageID> = []
  }

  private let database: ResultsDatabase
  private let state = Mutex(State())

  init(_ database: ResultsDatabase) { self.database = database }

  var number: Int? { state.withLock { $0.number } }

  /// Returns the key of a stage of the run, if it was noted.
  func key(of stage: StageID) -> Fingerprint? { state.withLock { $0.keys[stage] } }

  /// Begins a run.
  ///
  /// - Parameter statuses: The cache status of each stage, in the order of the plan.
  func begin(_ number: Int, _ plan: Plan, _ statuses: [CacheStatus]) {
    state.withLock { state in
      state = State()
      state.number = number
      for (stage, status) in zip(plan.stages, statuses) {
        guard let key = status.cachedKey else { continue }
        state.relied.insert(key)
        state.keys[stage.id] = key
        state.notedAsCached.insert(stage.id)
      }
    }
  }

  func end(_ number: Int) { state.withLock { if $0.number == number { $0.number = nil } } }

  /// Returns the changes to a run that are not noted yet.
  func unnoted(_ changes: [RunStageChange], run: Int) -> [RunStageChange] {
    state.withLock { state in
      guard run == state.number else { return changes }
      return changes.filter { state.take($0) }
    }
  }

  /// Returns whether the database has to record first that the run uses a stage.
  func isNewTo(_ stage: Fingerprint) -> Bool {
    state.withLock { $0.number != nil && !$0.relied.contains(stage) }
  }

  /// Writes to the database that the run uses a stage, before it is noted as done or cached.
  func rely(on stage: Fingerprint) throws {
    guard let number else { return }
    try database.write { database, _ in try ReliedRows.insert(number, stage, database) }
    noteReliance(on: stage)
  }

  /// Notes that the database has that the run uses a stage.
  func noteReliance(on stage: Fingerprint) {
    state.withLock { if $0.number != nil { $0.relied.insert(stage) } }
  }
}

extension RunInProgress.State {
  /// Takes in a change, and returns whether it is yet to be noted.
  fileprivate mutating func take(_ change: RunStageChange) -> Bool {
    let key = change.fingerprint
    let isNoted = notedAsCached.contains(change.stage)
    if isNoted && change.status == .cached && key == keys[change.stage] { return false }
    if isNoted { notedAsCached.remove(change.stage) }
    if let key, change.status.isFinished { keys[change.stage] = key }
    return true
  }
}

extension CacheStatus {
  /// The key of a stage that is cached; nil for any other.
  var cachedKey: Fingerprint? {
    if case .cached(let key, _) = self { return key.fingerprint }
    return nil
  }
}
