/// What a run does next: a value that decides, with no thread, clock or lock.
///
/// Stages are their places in the plan. Every event returns what the shell has to do; each stage is
/// resolved once all its inputs are done, launched at most once, and the run finishes exactly once.
package struct RunState {
  /// What the shell has to do.
  package enum Action: Equatable, Sendable {
    /// Work out the stage's key and say whether it is in the store.
    case resolve(Int)
    case launch(Int)
    /// Ask it to save its state and stop.
    case stop(Int)
    case kill(Int)
    /// It will not be done, because that one failed.
    case skip(Int, because: Int)
    case finish(Outcome)
  }

  /// How a run ends.
  package enum Outcome: Sendable {
    case done, failed, interrupted
  }

  private enum Phase {
    /// `following`: another stage does the same work.
    case waiting, resolving, following, ready, running, done, failed, skipped
  }

  private let users: [[Int]]
  private let ranks: [Int]
  private let jobs: Int
  private let keepsGoing: Bool
  private var phases: [Phase]
  private var missingInputs: [Int]
  private var ready: [Int] = []
  private var active: Set<Int> = []
  private var resolving = 0
  private var following = 0
  private var hasFailed = false
  private var interrupts = 0
  private var isFinished = false

  /// - Parameters:
  ///   - inputs: The stages that each stage reads, all before it.
  ///   - jobs: How many may run at once; at least 1.
  ///   - keepsGoing: Whether stages that don't need a failed one still run.
  package init(inputs: [[Int]], jobs: Int, keepsGoing: Bool) {
    var users = Array(repeating: [Int](), count: inputs.count)
    let distinct = inputs.map { Set($0) }
    for (stage, needed) in distinct.enumerated() {
      for input in needed.sorted() { users[input].append(stage) }
    }
    var lengths = Array(repeating: 1, count: inputs.count)
    for stage in inputs.indices.reversed() {
      lengths[stage] = 1 + (users[stage].map { lengths[$0] }.max() ?? 0)
    }
    let order = inputs.indices.sorted { (-lengths[$0], $0) < (-lengths[$1], $1) }
    var ranks = Array(repeating: 0, count: inputs.count)
    for (rank, stage) in order.enumerated() { ranks[stage] = rank }
    (self.users, self.ranks, self.jobs, self.keepsGoing) = (users, ranks, max(1, jobs), keepsGoing)
    phases = Array(repeating: .waiting, count: inputs.count)
    missingInputs = distinct.map(\.count)
  }

  /// How many stages run, could run now, or may turn out to; for sharing out threads.
  package var demand: Int { active.count + ready.count + resolving }

  package var isInterrupted: Bool { interrupts > 0 }

  package mutating func start() -> [Action] {
    guard mayGoOn else { return finishIfIdle() }
    let first = missingInputs.indices.filter { missingInputs[$0] == 0 }
    return first.map { resolve($0) } + finishIfIdle()
  }

  /// A stage's key is known: it is in the store already, or has to be done.
  package mutating func resolved(_ stage: Int, isCached: Bool) -> [Action] {
    guard phases[stage] == .resolving else { return [] }
    resolving -= 1
    if isCached { return completed(stage) }
    phases[stage] = .ready
    let place = ready.firstIndex { ranks[$0] > ranks[stage] } ?? ready.endIndex
    ready.insert(stage, at: place)
    return launchReady() + finishIfIdle()
  }

  /// Another stage is doing the same work; this one is to look again when that has ended.
  package mutating func follows(_ stage: Int) -> [Action] {
    guard phases[stage] == .resolving else { return [] }
    resolving -= 1
    following += 1
    phases[stage] = .following
    return launchReady() + finishIfIdle()
  }

  /// The work that this stage waited for has ended, well or not.
  package mutating func looksAgain(_ stage: Int) -> [Action] {
    guard phases[stage] == .following, mayGoOn else { return [] }
    following -= 1
    return [resolve(stage)]
  }

  package mutating func succeeded(_ stage: Int) -> [Action] {
    guard active.remove(stage) != nil else { return [] }
    return completed(stage)
  }

  package mutating func failed(_ stage: Int) -> [Action] {
    if phases[stage] == .resolving {
      resolving -= 1
    } else if active.remove(stage) == nil {
      return []
    }
    phases[stage] = .failed
    hasFailed = true
    return skipUsers(of: stage) + launchReady() + finishIfIdle()
  }

  /// It stopped because it was asked to, or was killed on request.
  package mutating func stopped(_ stage: Int) -> [Action] {
    guard active.remove(stage) != nil else { return [] }
    phases[stage] = .waiting
    return finishIfIdle()
  }

  /// The first asks every running stage to stop; the second kills them.
  package mutating func interrupt() -> [Action] {
    interrupts += 1
    let running = active.sorted()
    let actions = running.map { interrupts == 1 ? Action.stop($0) : .kill($0) }
    return actions + finishIfIdle()
  }

  private mutating func resolve(_ stage: Int) -> Action {
    phases[stage] = .resolving
    resolving += 1
    return .resolve(stage)
  }

  private mutating func completed(_ stage: Int) -> [Action] {
    phases[stage] = .done
    var actions: [Action] = []
    for user in users[stage] {
      missingInputs[user] -= 1
      if missingInputs[user] == 0 && phases[user] == .waiting && mayGoOn {
        actions.append(resolve(user))
      }
    }
    return actions + launchReady() + finishIfIdle()
  }

  private var mayGoOn: Bool { interrupts == 0 && (keepsGoing || !hasFailed) }

  private mutating func launchReady() -> [Action] {
    guard mayGoOn else { return [] }
    let next = Array(ready.prefix(max(0, jobs - active.count)))
    ready.removeFirst(next.count)
    for stage in next {
      phases[stage] = .running
      active.insert(stage)
    }
    return next.map { .launch($0) }
  }

  private mutating func skipUsers(of stage: Int) -> [Action] {
    var (actions, open): ([Action], [Int]) = ([], users[stage])
    while let next = open.popLast() {
      guard phases[next] == .waiting else { continue }
      phases[next] = .skipped
      actions.append(.skip(next, because: stage))
      open += users[next]
    }
    return actions
  }

  private mutating func finishIfIdle() -> [Action] {
    guard !isFinished, active.isEmpty, resolving == 0,
      ready.isEmpty && following == 0 || !mayGoOn
    else { return [] }
    isFinished = true
    return [.finish(interrupts > 0 ? .interrupted : hasFailed ? .failed : .done)]
  }
}
