internal import GRDB
internal import Platform

/// What went wrong with the results folder, told with the path it went wrong at.
package struct StoreError: Error, Equatable, CustomStringConvertible {
  package let path: String
  package let problem: String

  init(_ path: String, _ problem: String) { (self.path, self.problem) = (path, problem) }

  /// A call of the system that failed, with the system's reason.
  init(_ error: SystemError) { self.init(error.path, "\(error.problem): \(error.reason)") }

  /// Runs `body`, with what the system says told as errors of the store.
  static func translating<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as SystemError {
      throw StoreError(error)
    }
  }

  /// An error of SQLite, with the statement where there is one and advice where there is some.
  init(_ path: String, _ error: DatabaseError) {
    let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    let problem =
      switch error.resultCode {
      case .SQLITE_FULL: "the disk is full; free some space and run again"
      case .SQLITE_IOERR where FileSystem.isFull(path):
        "the disk is full; free some space and run again"
      case .SQLITE_BUSY, .SQLITE_LOCKED: "is in use by another program"
      case .SQLITE_READONLY, .SQLITE_PERM: "may not be written (\(reason))"
      case .SQLITE_CANTOPEN: "can't be opened (\(reason))"
      default: "can't be used: \(reason)" + (error.sql.map { " in: \($0)" } ?? "")
      }
    self.init(path, problem)
  }

  package var description: String { "\(path): \(problem)" }
}
