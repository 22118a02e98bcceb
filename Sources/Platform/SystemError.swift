internal import Glibc
internal import SystemPackage

/// A call of the system that failed: what it was about, what could not be done, and why.
package struct SystemError: Error, Equatable, CustomStringConvertible {
  /// Of the file, folder or program.
  package let path: String
  /// Such as `can't be opened`.
  package let problem: String
  private let number: Errno

  private init(_ path: String, _ problem: String, _ number: Errno) {
    self.path = path
    self.problem = problem
    self.number = number
  }

  /// A call that failed just now.
  init(_ path: String, _ problem: String) { self.init(path, problem, Errno(rawValue: errno)) }

  /// A call that answers its error's number.
  init(_ path: String, _ problem: String, number: Int32) {
    self.init(path, problem, Errno(rawValue: number))
  }

  /// A call made for us.
  init(_ path: String, _ problem: String, _ error: any Error) {
    self.init(path, problem, error as? Errno ?? .ioError)
  }

  /// The same of another attempt at the path, of which this was a part.
  func told(_ problem: String) -> SystemError { SystemError(path, problem, number) }

  /// The system's own words, such as `No such file or directory`.
  package var reason: String { number.description }

  /// Whether there is nothing at the path.
  package var isAbsence: Bool { number == .noSuchFileOrDirectory }

  package var description: String { "\(path): \(problem): \(reason)" }
}

/// Calls the system again as long as a signal comes between.
///
/// - Returns: What the call answers; negative where it fails.
@discardableResult
func retrying<Number: SignedInteger>(_ call: () -> Number) -> Number {
  while true {
    let answer = call()
    if answer < 0 && errno == EINTR { continue }
    return answer
  }
}
