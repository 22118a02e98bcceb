internal import GRDB
internal import Platform

/// Opens the database, and makes a new one from the records if it is damaged or missing.
struct DatabaseMending {
  private let path: String
  private let records: RecordFolder
  private let artifacts: ArtifactFolder

  private let results: String

  init(results: String) {
    self.results = results
    path = "\(results)/bondlab.sqlite"
    records = RecordFolder(results: results)
    artifacts = ArtifactFolder(results: results)
  }

  /// The outcome of opening the database.
  struct Report {
    /// One line about it; nil if nothing had to be done.
    let notice: String?
    /// Whether an older version of the program wrote the database.
    let isOlder: Bool
  }

  /// Opens the database for writing; the caller holds the lock of opening.
  func open(now: String) throws -> (DatabaseConnection, Report) {
    let report = try mend(now: now)
    return (DatabaseConnection(path, try DatabaseFile.open(path), isReadOnly: false), report)
  }

  /// Sets a damaged database aside, and makes one from the records if there is none.
  private func mend(now: String) throws -> Report {
    var said: String?
    do {
      let state = try DatabaseFile.state(path)
      if state != .fresh { return Report(notice: nil, isOlder: state == .older) }
    } catch let damage as DatabaseDamage {
      let newPath = try DatabaseRebuilding.setAside(damage, artifacts.quarantine)
      said = "\(damage); it was moved to \(newPath ?? artifacts.quarantine)"
    }
    if said == nil && records.isEmpty { return Report(notice: nil, isOlder: false) }
    let count = try DatabaseFile.translating(path) {
      try DatabaseRebuilding.make(path, from: records, artifacts, now)
    }
    let words = said ?? "\(path): was missing"
    return Report(
      notice: "\(words); made anew from the records of \(count) stages", isOlder: false)
  }

  /// Opens the database for reading, or one in memory if the folder's can't be used.
  func openForReading() throws -> (DatabaseConnection, notice: String?) {
    let file = FileSystem.exists("\(path)-wal") ? nil : FileStatus(ofFile: path)
    do {
      if let database = try DatabaseFile.openForReading(path) {
        return (DatabaseConnection(path, reading: database, file), nil)
      }
    } catch let damage as DatabaseDamage {
      return (try inMemory(), "\(damage); any run makes it anew")
    }
    return (try inMemory(), nil)
  }

  private func inMemory() throws -> DatabaseConnection {
    let database = try DatabaseFile.empty()
    if !records.isEmpty { _ = try DatabaseRebuilding.fill(database, from: records, artifacts, "") }
    return DatabaseConnection(path, reading: database, nil)
  }

  /// Sets a database aside that a query has found damaged.
  func setAside(_ damage: DatabaseDamage) throws {
    let opening = try ClaimFolder.holdOpening(results)
    _ = try withExtendedLifetime(opening) {
      try DatabaseRebuilding.setAside(damage, artifacts.quarantine)
    }
  }
}
