internal import GRDB
internal import Pipeline
internal import Spec
internal import Synchronization

/// The finished stages that this process knows of, from the database and the records beside it.
///
/// Stages that were stored are never stored otherwise unless they are done again, so what was read
/// once stays good; what is missing is looked up again when others have written.
final class StageIndex: Sendable {
  private struct Memory {
    var stages: [Fingerprint: StoredStage] = [:]
    /// Whether everything in the database was read when it had this version.
    var version: Int?
    /// How many stages there were when they were last counted.
    var size: Int?
    /// Which recipes the stages have, as they were when the first was asked for.
    var recipes: StoredRecipes?
    /// How many stages were looked up one by one.
    var lookups = 0
    /// Whether stages with a record of their own, but none in the database, were taken in.
    var hasTakenInRecords = false
    /// Stages whose claim was taken: others may have done them until then.
    var claimed: Set<Fingerprint> = []
    /// Stages that only their records tell of, where the database may not be written.
    var outside: [Fingerprint: StageRecord] = [:]

    /// Whether reading everything costs no more than the look-ups that it is likely to save.
    ///
    /// A stage that is read in passing takes a small part of the time of a look-up.
    var isWorthReading: Bool { (size ?? .max) / 64 <= lookups }
  }

  private let database: ResultsDatabase
  private let records: RecordFolder
  private let files: StoredFiles
  private let ledger: FileLedger
  private let memory = Mutex(Memory())

  init(
    _ database: ResultsDatabase, records: RecordFolder, files: StoredFiles, ledger: FileLedger
  ) {
    self.database = database
    self.records = records
    self.files = files
    self.ledger = ledger
  }

  /// A finished stage; nil where there is none.
  func stage(_ key: Fingerprint) throws -> StoredStage? {
    try memory.withLock { memory in
      let isClaimed = memory.claimed.remove(key) != nil
      if !isClaimed, let stage = memory.stages[key],
        !ledger.hasRemoved(anyOf: stage.files.lazy.map(\.digest))
      {
        return stage
      }
      if try isClaimed || memory.version == nil || memory.version != database.version() {
        if let stage = try lookUp(key, isClaimed, &memory) { return stage }
      }
      if isClaimed, let record = records.stage(key) { try takeIn([record], &memory) }
      if !memory.hasTakenInRecords { try takeInRecords(&memory) }
      return memory.stages[key]
    }
  }

  /// The content of a stage, if that was read already.
  func knownContent(of key: Fingerprint) -> Fingerprint? {
    memory.withLock { $0.stages[key]?.content }
  }

  /// Has a stage looked up again, as others may have done it before its claim was taken.
  func noteClaimed(_ key: Fingerprint) { _ = memory.withLock { $0.claimed.insert(key) } }

  /// Takes in what this process has just written.
  func note(_ record: StageRecord) {
    memory.withLock { memory in
      memory.stages[record.fingerprint] = record.stored
      memory.recipes = nil
    }
  }

  /// Whether a stage of this recipe has ever been finished.
  func hasFinished(recipe: Fingerprint) throws -> Bool {
    try memory.withLock { memory in
      if !memory.hasTakenInRecords { try takeInRecords(&memory) }
      if memory.outside.values.contains(where: { $0.recipe == recipe }) { return true }
      if memory.recipes == nil { memory.recipes = try StoredRecipes(of: database) }
      return try memory.recipes?.contains(recipe, in: database) ?? false
    }
  }

  /// The records that the database doesn't tell of, and can't be made to.
  var outside: [Fingerprint: StageRecord] { memory.withLock { $0.outside } }

  /// From the database: all stages at once, where that is likely to pay, or this one.
  private func lookUp(
    _ key: Fingerprint, _ isClaimed: Bool, _ memory: inout Memory
  ) throws -> StoredStage? {
    memory.lookups += 1
    if memory.size == nil { memory.size = try database.read(StageTable.count) }
    if !isClaimed && memory.isWorthReading {
      let found = try database.read(StageTable.everything)
      ledger.replace(sound: found.sound, removed: found.removed)
      memory.version = found.version
      memory.stages = found.stages
      memory.size = found.stages.count
      memory.lookups = 0
      return memory.stages[key]
    }
    guard let (stage, entries) = try database.read({ try StageTable.stage(key, $0) }) else {
      return nil
    }
    ledger.take(entries)
    memory.stages[key] = stage
    return stage
  }

  /// Takes in all stages that have a record of their own and none in the database, as a process
  /// leaves them that ended between the two.
  private func takeInRecords(_ memory: inout Memory) throws {
    memory.hasTakenInRecords = true
    let recorded = records.fingerprints()
    if recorded.isEmpty { return }
    let known = try database.read { database in
      Set(
        try String.fetchAll(
          database, sql: "SELECT fingerprint FROM stage INDEXED BY stage_by_content"
        ).compactMap(Fingerprint.init(hexadecimal:)))
    }
    try takeIn(recorded.filter { !known.contains($0) }.compactMap(records.stage), &memory)
  }

  /// Takes in records: into the database, or only into memory where that may not be written.
  private func takeIn(_ found: [StageRecord], _ memory: inout Memory) throws {
    if found.isEmpty { return }
    if database.isReadOnly {
      for record in found { memory.outside[record.fingerprint] = record }
    } else {
      let removed = try database.write { database, surroundings in
        let removed = files.missing(of: found, at: surroundings.timestamp)
        for record in found { try record.insert(database, removed: removed) }
        return removed
      }
      ledger.note(removed: removed.keys)
    }
    for record in found { memory.stages[record.fingerprint] = record.stored }
  }
}
