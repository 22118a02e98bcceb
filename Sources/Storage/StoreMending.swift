internal import Platform
internal import GRDB

/// Sees to it that there is a database to open, whatever became of the last one.
struct StoreMending {
  private let path: String
  private let records: RecordFolder
  private let artifacts: ArtifactFolder

  init(_ path: String, _ records: RecordFolder, _ artifacts: ArtifactFolder) {
    self.path = path
    self.records = records
    self.artifacts = artifacts
  }

  /// Sets a damaged database aside, and makes one from the records where there is none. The caller
  /// holds the lock of opening.
  ///
  /// - Returns: A line about what was done, nil where nothing had to be; and whether an older
  ///   version of the program wrote what is there.
  func mend(now: String) throws -> (notice: String?, isOlder: Bool) {
    var said: String?
    do {
      let state = try DatabaseFile.state(path)
      if state != .fresh { return (nil, state == .older) }
    } catch let damage as DatabaseDamage {
      let place = try DatabaseRebuilding.setAside(damage, artifacts.quarantine)
      said = "\(damage); it was moved to \(place ?? artifacts.quarantine)"
    }
    if said == nil && records.isEmpty { return (nil, false) }
    let count = try DatabaseFile.translating(path) {
      try DatabaseRebuilding.make(path, from: records, artifacts, now)
    }
    let words = said ?? "\(path): was missing"
    return ("\(words); made anew from the records of \(count) stages", false)
  }

  /// Opens for reading, with a database in memory where the one of the folder can't be used.
  func openForReading() throws -> (StoreConnection, notice: String?) {
    let file = DiskFile.exists("\(path)-wal") ? nil : FileStatus(ofFile: path)
    do {
      if let database = try DatabaseFile.openForReading(path) {
        return (StoreConnection(path, reading: database, file), nil)
      }
    } catch let damage as DatabaseDamage {
      return (try inMemory(), "\(damage); any run makes it anew")
    }
    return (try inMemory(), nil)
  }

  private func inMemory() throws -> StoreConnection {
    let database = try DatabaseFile.empty()
    if !records.isEmpty { _ = try DatabaseRebuilding.fill(database, from: records, artifacts, "") }
    return StoreConnection(path, reading: database, nil)
  }
}

extension ResultsStore {
  /// Opens a folder again after a query has found its database damaged.
  ///
  /// - Throws: As ``init(folder:surroundings:)`` does.
  package static func reopen(
    after damage: DatabaseDamage, folder: String, surroundings: Surroundings
  ) throws -> ResultsStore {
    let results = DiskFile.absolute(folder)
    // Let go before the folder is opened, which takes the same lock.
    do {
      let opening = try DiskFile.lock("\(results)/.lock", .exclusive)
      _ = try withExtendedLifetime(opening) {
        try DatabaseRebuilding.setAside(damage, ArtifactFolder(results: results).quarantine)
      }
    }
    return try ResultsStore(folder: folder, surroundings: surroundings)
  }
}
