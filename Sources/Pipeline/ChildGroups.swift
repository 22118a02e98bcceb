internal import Glibc
package import Platform
internal import Synchronization

/// The process groups of the commands that this process's stage runs: whoever ends the stage ends
/// them, too.
package enum ChildGroups {
  /// What happened to a group.
  package enum Change: Sendable {
    case began(Int32)
    case ended(Int32)
  }

  private struct State {
    var groups: Set<Int32> = []
    var observe: (@Sendable (Change) -> Void)?
    var isEnding = false
  }

  private static let state = Mutex(State())

  /// Starts a command in a process group of its own, so that nobody can end all groups between its
  /// start and its being known.
  ///
  /// - Throws: `SystemError` where it can't be started; ``StageStopped`` where all groups have been
  ///   ended.
  package static func start(_ command: Program) throws -> ChildProcess {
    var command = command
    command.group = .own
    let (child, observe) = try state.withLock { [command] state in
      if state.isEnding { throw StageStopped() }
      let child = try command.start()
      state.groups.insert(child.number)
      return (child, state.observe)
    }
    observe?(.began(child.number))
    return child
  }

  /// Kills what is left of a group whose first process is gone. To be called before that process is
  /// waited for, as its number is free then.
  package static func end(_ group: Int32) {
    let observe = state.withLock { state in
      Signals.send(SIGKILL, toGroup: group)
      state.groups.remove(group)
      return state.observe
    }
    observe?(.ended(group))
  }

  /// Kills every group and lets none begin; for a process that is about to end.
  package static func endAll() {
    state.withLock { state in
      state.isEnding = true
      for group in state.groups { Signals.send(SIGKILL, toGroup: group) }
    }
  }

  /// Has every change told to the one who asks last.
  package static func observe(_ body: @escaping @Sendable (Change) -> Void) {
    state.withLock { $0.observe = body }
  }
}
