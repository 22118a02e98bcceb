internal import Glibc
package import Platform
internal import Synchronization

/// Keeps the process groups of the commands that this process's stage runs, so that whoever ends
/// the stage ends them, too.
package enum ChildGroups {
  /// A change of a group's state, with the group's number.
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

  /// Starts a command in a process group of its own.
  ///
  /// Nobody can end all groups between the command's start and its being known here.
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

  /// Kills what is left of a group whose first process is gone.
  ///
  /// Must be called before that process is waited for, as its number is free afterwards.
  package static func end(_ group: Int32) {
    let observe = state.withLock { state in
      Signals.send(SIGKILL, toGroup: group)
      state.groups.remove(group)
      return state.observe
    }
    observe?(.ended(group))
  }

  /// Kills every group and lets none begin, in a process that is about to end.
  package static func endAll() {
    state.withLock { state in
      state.isEnding = true
      for group in state.groups { Signals.send(SIGKILL, toGroup: group) }
    }
  }

  /// Calls `body` for every change from now on, instead of what was given before.
  package static func observe(_ body: @escaping @Sendable (Change) -> Void) {
    state.withLock { $0.observe = body }
  }
}
