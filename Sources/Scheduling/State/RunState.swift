/// A run's state machine: a value that decides what is done next, with no thread, clock or lock.
///
/// Stages are given by their indices in the plan. Every event returns the actions that the
/// scheduler has to perform; each stage is resolved once all its inputs are done, run at most once,
/// and the run finishes exactly once. All events of a run together take time linear in stages and
/// the members of groups.
package struct RunState: Hashable, Sendable {
  enum Phase: UInt8, Sendable {
    /// Phases before the end; in `following`, another stage or process does the same work.
    case waiting, resolving, following, ready, running
    case done, failed, skipped, pruned, left
  }

  let graph: RunGraph
  let limits: RunLimits
  var phases: [Phase]
  /// Number of failed attempts at each stage.
  var failures: [Int]
  /// Number of attempts at each stage that failed for lack of memory.
  var doublings: [Int]
  /// Number of members of each group that are not done yet.
  private var missingMembers: [Int]
  /// Whether a member of each group will never be done.
  private var isBroken: [Bool]
  /// Number of groups that each stage still waits for, and one more while its gate is closed.
  private var missingGroups: [Int]
  private var isGated: [Bool]
  /// Ranks of the stages that are ready.
  var ready: RankSet
  var free: ResourceVector
  var running = 0
  /// Number of running stages that declare their number of threads.
  var choosingStages = 0
  /// Number of threads that those stages have.
  var chosenThreads = 0
  var resolving = 0
  private var following = 0
  private var hasFailed = false
  private var interrupts = 0
  private var isFinished = false

  /// Creates the state of a run that has not begun.
  ///
  /// - Parameter gated: Stages that wait for their inputs and until they are admitted or pruned.
  package init(_ graph: RunGraph, limits: RunLimits, gated: [Int] = []) {
    self.graph = graph
    self.limits = limits
    free = limits.everything
    let count = graph.reads.count
    phases = Array(repeating: .waiting, count: count)
    failures = Array(repeating: 0, count: count)
    doublings = Array(repeating: 0, count: count)
    missingMembers = graph.members.map(\.count)
    isBroken = Array(repeating: false, count: graph.members.count)
    missingGroups = graph.reads.map(\.count)
    ready = RankSet(capacity: count)
    isGated = Array(repeating: false, count: count)
    for stage in gated {
      isGated[stage] = true
      missingGroups[stage] += 1
    }
  }

  package var isInterrupted: Bool { interrupts > 0 }

  package func isDone(_ stage: Int) -> Bool { phases[stage] == .done }

  /// Returns whether a stage still waits for the end of the same work elsewhere.
  package func isAwaited(_ stage: Int) -> Bool { phases[stage] == .following && mayGoOn }

  /// Begins the run.
  ///
  /// - Parameters:
  ///   - admitted: Gated stages that are wanted for certain.
  ///   - isCached: Returns whether a stage is known to be in the store under the key that it has if
  ///     all its inputs are; it is called only for such stages, which are done without an action.
  package mutating func start(
    admitting admitted: [Int] = [], isCached: (Int) -> Bool = { _ in false }
  ) -> [Action] {
    guard mayGoOn else { return finishIfIdle() }
    for stage in admitted { open(stage) }
    for stage in phases.indices where missingGroups[stage] == 0 && isCached(stage) {
      _ = complete(stage)
    }
    let first = graph.order.filter { missingGroups[$0] == 0 && phases[$0] == .waiting }
    return first.map { resolve($0) } + finishIfIdle()
  }

  /// Takes notice that a stage's key is known, and that it is in the store or has to be run.
  package mutating func resolved(_ stage: Int, isCached: Bool) -> [Action] {
    guard phases[stage] == .resolving else { return [] }
    resolving -= 1
    if isCached { return completed(stage) }
    phases[stage] = .ready
    ready.insert(graph.ranks[stage])
    return launchReady() + finishIfIdle()
  }

  /// Takes notice that another stage does the same work; this one looks again when it has ended.
  package mutating func follows(_ stage: Int) -> [Action] {
    guard phases[stage] == .resolving else { return [] }
    resolving -= 1
    follow(stage)
    return launchReady() + finishIfIdle()
  }

  /// Takes notice that another process does the work of a launched stage, which looks again later.
  package mutating func yielded(_ stage: Int) -> [Action] {
    guard phases[stage] == .running else { return [] }
    release(stage)
    follow(stage)
    return launchReady() + finishIfIdle()
  }

  /// Takes notice that the work which a stage waited for has ended, whether it succeeded or not.
  package mutating func looksAgain(_ stage: Int) -> [Action] {
    guard phases[stage] == .following, mayGoOn else { return [] }
    following -= 1
    return [resolve(stage)]
  }

  package mutating func succeeded(_ stage: Int) -> [Action] {
    guard phases[stage] == .running else { return [] }
    release(stage)
    return completed(stage)
  }

  /// Takes notice that an attempt at a stage failed, or that its key could not be resolved.
  package mutating func failed(_ stage: Int, _ kind: FailureKind) -> [Action] {
    if phases[stage] == .resolving {
      resolving -= 1
      return lost(stage)
    }
    guard phases[stage] == .running else { return [] }
    release(stage)
    failures[stage] += 1
    let retries = graph.demands[stage].retries ?? kind.usualRetries
    guard kind != .runner, failures[stage] <= retries else { return lost(stage) }
    guard mayGoOn else { return leave(stage) }
    if kind == .memory { doublings[stage] += 1 }
    phases[stage] = .ready
    ready.insert(graph.ranks[stage])
    return [.retry(stage)] + launchReady()
  }

  /// Takes notice that a stage stopped because it was asked to, or was killed on request.
  package mutating func stopped(_ stage: Int) -> [Action] {
    guard phases[stage] == .running, interrupts > 0 else { return [] }
    release(stage)
    return leave(stage)
  }

  /// Takes notice that a gated stage is wanted.
  package mutating func admitted(_ stage: Int) -> [Action] {
    guard !isFinished, isGated[stage] else { return [] }
    open(stage)
    guard missingGroups[stage] == 0, phases[stage] == .waiting, mayGoOn else { return [] }
    return [resolve(stage)]
  }

  /// Takes notice that a stage which does not run yet is not wanted, nor the stages that read it.
  package mutating func pruned(_ stage: Int) -> [Action] {
    switch phases[stage] {
    case _ where isFinished: return []
    case .waiting: break
    case .resolving: resolving -= 1
    case .following: following -= 1
    case .ready: ready.remove(graph.ranks[stage])
    case .running, .done, .failed, .skipped, .pruned, .left: return []
    }
    phases[stage] = .pruned
    let users = giveUpUsers(of: stage, .pruned).map { Action.prune($0) }
    return [.prune(stage)] + users + launchReady() + finishIfIdle()
  }

  /// Interrupts the run: the first call asks every running stage to stop, the second kills them.
  package mutating func interrupt() -> [Action] {
    interrupts += 1
    let active = running == 0 ? [] : phases.indices.filter { phases[$0] == .running }
    let actions = active.map { interrupts == 1 ? Action.stop($0) : .kill($0) }
    return actions + finishIfIdle()
  }

  /// Ends the run, unless a stage was admitted since there was nothing left to do.
  ///
  /// - Returns: How it ended; nil where it goes on, or has ended before.
  package mutating func finish() -> Outcome? {
    guard isIdle else { return nil }
    isFinished = true
    return outcome
  }

  var mayGoOn: Bool { interrupts == 0 && (limits.keepsGoing || !hasFailed) }

  private mutating func open(_ stage: Int) {
    isGated[stage] = false
    missingGroups[stage] -= 1
  }

  private mutating func resolve(_ stage: Int) -> Action {
    phases[stage] = .resolving
    resolving += 1
    return .resolve(stage)
  }

  private mutating func follow(_ stage: Int) {
    phases[stage] = .following
    following += 1
  }

  private mutating func leave(_ stage: Int) -> [Action] {
    phases[stage] = .left
    return [.leave(stage)] + finishIfIdle()
  }

  private mutating func lost(_ stage: Int) -> [Action] {
    phases[stage] = .failed
    hasFailed = true
    let users = giveUpUsers(of: stage, .skipped).map { Action.skip($0, because: stage) }
    return [.fail(stage)] + users + launchReady() + finishIfIdle()
  }

  private mutating func completed(_ stage: Int) -> [Action] {
    let users = complete(stage).sorted { graph.ranks[$0] < graph.ranks[$1] }
    let actions = mayGoOn ? users.map { resolve($0) } : []
    return actions + launchReady() + finishIfIdle()
  }

  /// Marks a stage as done, and returns the stages that waited for nothing else.
  private mutating func complete(_ stage: Int) -> [Int] {
    phases[stage] = .done
    var released: [Int] = []
    for group in graph.memberships[stage] {
      missingMembers[group] -= 1
      guard missingMembers[group] == 0 else { continue }
      for user in graph.users[group] {
        missingGroups[user] -= 1
        if missingGroups[user] == 0 && phases[user] == .waiting { released.append(user) }
      }
    }
    return released
  }

  /// Gives up all stages that read a stage, directly or not, and returns them.
  private mutating func giveUpUsers(of stage: Int, _ phase: Phase) -> [Int] {
    var (givenUp, open): ([Int], [Int]) = ([], [stage])
    while let next = open.popLast() {
      for group in graph.memberships[next] where !isBroken[group] {
        isBroken[group] = true
        for user in graph.users[group] where phases[user] == .waiting {
          phases[user] = phase
          givenUp.append(user)
          open.append(user)
        }
      }
    }
    return givenUp
  }

  private mutating func finishIfIdle() -> [Action] {
    isIdle ? [.finish(outcome)] : []
  }

  private var isIdle: Bool {
    !isFinished && running == 0 && resolving == 0
      && (ready.isEmpty && following == 0 || !mayGoOn)
  }

  private var outcome: Outcome { interrupts > 0 ? .interrupted : hasFailed ? .failed : .done }
}
