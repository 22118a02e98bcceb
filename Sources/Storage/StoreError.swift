internal import GRDB
internal import Platform

/// An error in the results folder, with the path that it concerns.
package struct StoreError: Error, Equatable, CustomStringConvertible {
  package let path: String
  package let problem: String

  init(_ path: String, _ problem: String) { (self.path, self.problem) = (path, problem) }

  /// Creates an error from a failed system call, with the system's reason.
  init(_ error: SystemError) { self.init(error.path, "\(error.problem): \(error.reason)") }

  /// Runs `body` and turns errors of system calls into errors of the store.
  static func translating<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as SystemError {
      throw StoreError(error)
    }
  }

  /// Creates an error from one of SQLite, with the SQL statement or advice where there is any.
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
