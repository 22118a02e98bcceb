@preconcurrency internal import Glibc
internal import Synchronization

/// Process groups that this process has started for its work and that end with it.
package enum ChildProcesses {
  private struct State {
    var groups: Set<Int32> = []
    var isEnding = false
  }

  private static let state = Mutex(State())

  /// Starts a process that leads a group of its own, so that nobody can end all groups between its
  /// start and its being known.
  ///
  /// - Throws: What `spawn` throws; ``StageStopped`` where all groups have been ended.
  package static func start(_ spawn: () throws -> Int32) throws -> Int32 {
    try state.withLock { state in
      if state.isEnding { throw StageStopped() }
      let leader = try spawn()
      state.groups.insert(leader)
      return leader
    }
  }

  /// Ends what is left of a group whose leader has ended, but has not been waited for: until then
  /// its number is nobody else's.
  package static func end(_ group: Int32) {
    state.withLock { state in
      kill(-group, SIGKILL)
      state.groups.remove(group)
    }
  }

  /// Ends all groups at once, and lets none begin; for a process that is about to end.
  package static func endAll() {
    state.withLock { state in
      state.isEnding = true
      for group in state.groups { kill(-group, SIGKILL) }
    }
  }
}
