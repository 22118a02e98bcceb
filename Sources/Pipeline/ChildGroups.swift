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
  }

  private static let state = Mutex(State())

  /// A command has been started in a process group of its own, whose number this is.
  public static func began(_ group: Int32) {
    let observe = state.withLock { state in
      state.groups.insert(group)
      return state.observe
    }
    observe?(.began(group))
  }

  /// The command is gone. To be told before its process is waited for, as its number is free then.
  public static func ended(_ group: Int32) {
    let observe = state.withLock { state in
      state.groups.remove(group)
      return state.observe
    }
    observe?(.ended(group))
  }

  /// Sends a signal to every group.
  package static func signal(_ number: Int32) {
    state.withLock { state in for group in state.groups { kill(-group, number) } }
  }

  /// Has every change told to the one who asks last.
  package static func observe(_ body: @escaping @Sendable (Change) -> Void) {
    state.withLock { $0.observe = body }
  }
}
