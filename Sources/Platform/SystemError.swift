internal import Glibc
internal import SystemPackage

/// The error of a failed call of the system: the path, what could not be done, and why.
package struct SystemError: Error, Equatable, CustomStringConvertible {
  /// Path of the file, folder or program.
  package let path: String
  /// What could not be done, such as `can't be opened`.
  package let problem: String
  private let number: Errno

  private init(_ path: String, _ problem: String, _ number: Errno) {
    self.path = path
    self.problem = problem
    self.number = number
  }

  /// Creates the error of a call that failed just now, with the number in `errno`.
  init(_ path: String, _ problem: String) { self.init(path, problem, Errno(rawValue: errno)) }

  /// Creates the error of a call that returns its error's number.
  init(_ path: String, _ problem: String, number: Int32) {
    self.init(path, problem, Errno(rawValue: number))
  }

  /// Creates the error of a call that a library made and reported as `error`.
  init(_ path: String, _ problem: String, _ error: any Error) {
    self.init(path, problem, error as? Errno ?? .ioError)
  }

  /// Returns the error with another problem, that of a larger task which this call was part of.
  func restated(as problem: String) -> SystemError { SystemError(path, problem, number) }

  /// The reason in the system's own words, such as `No such file or directory`.
  package var reason: String { number.description }

  /// Whether the reason is that there is nothing at the path.
  package var isAbsence: Bool { number == .noSuchFileOrDirectory }

  package var description: String { "\(path): \(problem): \(reason)" }
}

/// Calls the system again as long as a signal interrupts the call.
///
/// - Returns: The call's result, which is negative where it failed.
@discardableResult
func retrying<Number: SignedInteger>(_ call: () -> Number) -> Number {
  while true {
    let answer = call()
    if answer < 0 && errno == EINTR { continue }
    return answer
  }
}
