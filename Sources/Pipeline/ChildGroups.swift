internal import Glibc
internal import Synchronization

/// The process groups of the commands that this process's stage runs: whoever ends the stage ends
/// them, too.
public enum ChildGroups {
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
  /// - Parameter spawn: Starts the command, and answers the number of its group.
  /// - Throws: What `spawn` throws; ``StageStopped`` where all groups have been ended.
  public static func start(_ spawn: () throws -> Int32) throws -> Int32 {
    let (group, observe) = try state.withLock { state in
      if state.isEnding { throw StageStopped() }
      let group = try spawn()
      state.groups.insert(group)
      return (group, state.observe)
    }
    observe?(.began(group))
    return group
  }

  /// Kills what is left of a group whose first process is gone. To be called before that process is
  /// waited for, as its number is free then.
  public static func end(_ group: Int32) {
    let observe = state.withLock { state in
      kill(-group, SIGKILL)
      state.groups.remove(group)
      return state.observe
    }
    observe?(.ended(group))
  }

  /// Kills every group and lets none begin; for a process that is about to end.
  package static func endAll() {
    state.withLock { state in
      state.isEnding = true
      for group in state.groups { kill(-group, SIGKILL) }
    }
  }

  /// Has every change told to the one who asks last.
  package static func observe(_ body: @escaping @Sendable (Change) -> Void) {
    state.withLock { $0.observe = body }
  }
}
