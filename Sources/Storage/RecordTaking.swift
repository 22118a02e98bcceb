internal import GRDB
internal import Spec
internal import Synchronization

extension ResultsStore {
  /// Takes in all stages that have a record of their own and none in the database, as a process
  /// leaves them that ended between the two.
  func takeInRecords(_ memory: inout StoreMemory) throws {
    memory.hasTakenInRecords = true
    let recorded = records.fingerprints()
    if recorded.isEmpty { return }
    let known = try read { database in
      Set(
        try String.fetchAll(
          database, sql: "SELECT fingerprint FROM stage INDEXED BY stage_by_content"
        ).compactMap { Fingerprint(hexadecimal: $0) })
    }
    try takeIn(
      recorded.filter { !known.contains($0) }.compactMap(records.stage), &memory)
  }

  /// Takes in records: into the database, or only into memory where that may not be written.
  func takeIn(_ found: [StageRecord], _ memory: inout StoreMemory) throws {
    if found.isEmpty { return }
    if isReadOnly {
      outside.withLock { outside in
        for record in found { outside[record.fingerprint] = record }
      }
    } else {
      let removed = missing(found)
      try DatabaseFile.translating(databasePath) {
        try database.write { database in
          for record in found { try record.insert(database, removed: removed) }
        }
      }
      for digest in removed.keys { memory.removed.insert(digest) }
    }
    for record in found { memory.stages[record.fingerprint] = record.stored }
  }

  /// The files of records that aren't there, and when that was found.
  private func missing(_ found: [StageRecord]) -> [Fingerprint: String] {
    guard let surroundings else { return [:] }
    return DatabaseRebuilding.missing(found, artifacts, surroundings.timestamp)
  }
}
