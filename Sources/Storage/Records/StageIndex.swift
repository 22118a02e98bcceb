internal import GRDB
internal import Pipeline
internal import Spec
internal import Synchronization

/// The finished stages that this process knows of, from the database and the records beside it.
///
/// What was read once stays valid, as a stage that was stored only changes when it is done again; a
/// missing stage is looked up again when other processes have written.
final class StageIndex: Sendable {
  private struct State {
    var stages: [Fingerprint: StoredStage] = [:]
    /// Version of the database when everything in it was read; nil if that has not been done.
    var version: Int?
    /// Number of stages in the database when they were last counted.
    var size: Int?
    /// Recipes of the stages, as they were when the first one was asked for.
    var recipes: StoredRecipes?
    /// Number of stages that were looked up one by one.
    var lookups = 0
    /// Whether stages that have a record but aren't in the database were taken in.
    var hasTakenInRecords = false
    /// Stages whose claim was taken; other processes may have done them before that.
    var claimed: Set<Fingerprint> = []
    /// Stages that are known from their records alone, as the database may not be written.
    var outside: [Fingerprint: StageRecord] = [:]

    /// Whether reading everything costs no more than the look-ups that it is likely to save.
    ///
    /// Reading one of many stages takes a small part of the time of a look-up.
    var isWorthReading: Bool { (size ?? .max) / 64 <= lookups }
  }

  private let database: ResultsDatabase
  private let records: RecordFolder
  private let files: StoredFiles
  private let ledger: FileLedger
  private let state = Mutex(State())

  init(
    _ database: ResultsDatabase, records: RecordFolder, files: StoredFiles, ledger: FileLedger
  ) {
    self.database = database
    self.records = records
    self.files = files
    self.ledger = ledger
  }

  /// Returns a finished stage; nil if there is none.
  func stage(_ key: Fingerprint) throws -> StoredStage? {
    try state.withLock { state in
      let isClaimed = state.claimed.remove(key) != nil
      if !isClaimed, let stage = state.stages[key],
        !ledger.hasRemoved(anyOf: stage.files.lazy.map(\.digest))
      {
        return stage
      }
      if try isClaimed || state.version == nil || state.version != database.version() {
        if let stage = try lookUp(key, isClaimed, &state) { return stage }
      }
      if isClaimed, let record = records.stage(key) { try takeIn([record], &state) }
      if !state.hasTakenInRecords { try takeInRecords(&state) }
      return state.stages[key]
    }
  }

  /// Returns the content of a stage; nil if the stage was not read yet.
  func knownContent(of key: Fingerprint) -> Fingerprint? {
    state.withLock { $0.stages[key]?.content }
  }

  /// Marks a stage to be looked up again, as others may have done it before its claim was taken.
  func noteClaimed(_ key: Fingerprint) { _ = state.withLock { $0.claimed.insert(key) } }

  /// Adds a stage that this process has just written.
  func note(_ record: StageRecord) {
    state.withLock { state in
      state.stages[record.fingerprint] = record.stored
      state.recipes = nil
    }
  }

  /// Returns whether a stage of this recipe has ever been finished.
  func hasFinished(recipe: Fingerprint) throws -> Bool {
    try state.withLock { state in
      if !state.hasTakenInRecords { try takeInRecords(&state) }
      if state.outside.values.contains(where: { $0.recipe == recipe }) { return true }
      if state.recipes == nil { state.recipes = try StoredRecipes(of: database) }
      return try state.recipes?.contains(recipe, in: database) ?? false
    }
  }

  /// Records of stages that aren't in the database, as that may not be written.
  var outside: [Fingerprint: StageRecord] { state.withLock { $0.outside } }

  /// Looks a stage up in the database, and reads all stages at once if that is likely to pay.
  private func lookUp(
    _ key: Fingerprint, _ isClaimed: Bool, _ state: inout State
  ) throws -> StoredStage? {
    state.lookups += 1
    if state.size == nil { state.size = try database.read(StageTable.count) }
    if !isClaimed && state.isWorthReading {
      let found = try database.read(StageTable.everything)
      ledger.replace(sound: found.sound, removed: found.removed)
      state.version = found.version
      state.stages = found.stages
      state.size = found.stages.count
      state.lookups = 0
      return state.stages[key]
    }
    guard let (stage, entries) = try database.read({ try StageTable.stage(key, $0) }) else {
      return nil
    }
    ledger.take(entries)
    state.stages[key] = stage
    return stage
  }

  /// Takes in all stages that have a record but aren't in the database, as a process leaves them
  /// that ends after writing the record.
  private func takeInRecords(_ state: inout State) throws {
    state.hasTakenInRecords = true
    let recorded = records.fingerprints()
    if recorded.isEmpty { return }
    let known = try database.read { database in
      Set(
        try String.fetchAll(
          database, sql: "SELECT fingerprint FROM stage INDEXED BY stage_by_content"
        ).compactMap(Fingerprint.init(hexadecimal:)))
    }
    try takeIn(recorded.filter { !known.contains($0) }.compactMap(records.stage), &state)
  }

  /// Adds records to the database, or keeps them here alone if the database may not be written.
  private func takeIn(_ found: [StageRecord], _ state: inout State) throws {
    if found.isEmpty { return }
    if database.isReadOnly {
      for record in found { state.outside[record.fingerprint] = record }
    } else {
      let removed = try database.write { database, surroundings in
        let removed = files.missing(of: found, at: surroundings.timestamp)
        for record in found { try record.insert(database, removed: removed) }
        return removed
      }
      ledger.note(removed: removed.keys)
    }
    for record in found { state.stages[record.fingerprint] = record.stored }
  }
}
