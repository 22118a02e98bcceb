internal import Glibc
internal import Synchronization

/// A pipe whose ends no program inherits, unless it is given one.
package struct Pipe: Sendable {
  /// The end that is read from.
  package let output: OpenFile
  /// The end that is written to.
  package let input: OpenFile

  /// Makes a pipe.
  ///
  /// - Parameter whom: The name that errors have for the process at its other end.
  package init(to whom: String) throws(SystemError) {
    let ends = try PipesAndPrograms.oneAtATime { () throws(SystemError) in
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { throw SystemError(whom, "no pipe") }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return ends
    }
    output = OpenFile(owning: ends[0], named: whom)
    input = OpenFile(owning: ends[1], named: whom)
  }
}

/// Makes pipes and processes one at a time, so that no process inherits an end of another's pipe in
/// the moment before it is marked as closed to programs.
enum PipesAndPrograms {
  private static let turn = Mutex(())

  static func oneAtATime<Result: Sendable, Failure>(
    _ body: () throws(Failure) -> sending Result
  ) throws(Failure) -> Result {
    try turn.withLock { _ throws(Failure) in try body() }
  }
}
