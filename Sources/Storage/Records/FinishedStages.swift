internal import GRDB
internal import Pipeline
internal import Spec

/// The finished stages of a results folder, each with its record and its files.
struct FinishedStages: Sendable {
  private let database: ResultsDatabase
  private let records: RecordFolder
  private let files: StoredFiles
  private let ledger: FileLedger
  private let index: StageIndex
  private let claims: ClaimFolder
  private let run: RunInProgress

  init(
    _ database: ResultsDatabase, records: RecordFolder, files: StoredFiles, ledger: FileLedger,
    claims: ClaimFolder, run: RunInProgress
  ) {
    self.database = database
    self.records = records
    self.files = files
    self.ledger = ledger
    self.claims = claims
    self.run = run
    index = StageIndex(database, records: records, files: files, ledger: ledger)
  }

  /// Returns the finished stage of a key, after its files were compared with what was stored, and
  /// records that the run of this process relies on it; nil if there is none or a file is damaged.
  func find(_ fingerprint: Fingerprint) throws -> FinishedStage? {
    if !run.isNewTo(fingerprint) { return try sound(fingerprint) }
    return try claims.sharing {
      guard let finished = try sound(fingerprint) else { return nil }
      try run.rely(on: fingerprint)
      return finished
    }
  }

  private func sound(_ fingerprint: Fingerprint) throws -> FinishedStage? {
    guard let stage = try index.stage(fingerprint) else { return nil }
    var paths: [String: String] = [:]
    var areSound = true
    for file in stage.files {
      paths[file.name] = files.path(of: file.digest)
      if try !files.isSound(file.digest) { areSound = false }
    }
    guard areSound else { return nil }
    return FinishedStage(fingerprint: fingerprint, content: stage.content, files: paths)
  }

  /// Takes the right to do a stage; nil while another process or claim has it.
  func claim(_ fingerprint: Fingerprint) throws -> StageByteClaim? {
    try database.writer()
    let claim = try claims.claim(fingerprint)
    // What others did before they gave the claim back must be seen by the next look-up.
    if claim != nil { index.noteClaimed(fingerprint) }
    return claim
  }

  func hasFinished(recipe: Fingerprint) throws -> Bool { try index.hasFinished(recipe: recipe) }

  /// Returns the reproducible metrics of a stage.
  func metrics(of fingerprint: Fingerprint) throws -> [Metric] {
    if let record = index.outside[fingerprint] { return record.reproducible }
    return try database.read { database in
      try Row.fetchAll(
        database.cachedStatement(
          sql: """
            SELECT name, step, value FROM metric WHERE stage = ? AND reproducible = 1
            ORDER BY position
            """), arguments: [fingerprint.description]
      ).map { Metric($0[0], $0[2] ?? .nan, step: $0[1]) }
    }
  }

  /// Returns the record of a stage that isn't in the database, as that may not be written.
  func recordBesideDatabase(of fingerprint: Fingerprint) -> StageRecord? {
    index.outside[fingerprint]
  }

  /// Returns the record of a stage as it was written or, if an older version of the program wrote
  /// none, as the database has it.
  func record(of fingerprint: Fingerprint) throws -> StageRecord? {
    try records.stage(fingerprint) ?? storedRecord(of: fingerprint)
  }

  /// Returns the record of a stage as the database has it.
  func storedRecord(of fingerprint: Fingerprint) throws -> StageRecord? {
    try database.read { try StageRecord(fingerprint, $0) }
  }

  /// Stores a finished stage, beside the database first, so that a lost transaction loses nothing.
  ///
  /// A stage that took at least a second is made durable before this returns. Shorter ones are made
  /// durable when the run ends, all at once; until then the database doesn't vouch for their files,
  /// and whoever needs them after a loss of power compares their bytes.
  func keep(
    _ record: StageRecord, _ items: [ArtifactFolder.Item], _ gatherings: [GatheringRecord]
  ) throws {
    let isDurable = record.isDurable
    if isDurable { try files.sync(items) }
    for gathering in gatherings { try records.write(gathering) }
    try records.write(record, isDurable: isDurable)
    let statuses = items.map { ($0.digest, $0.status.settled()) }
    let noted = isDurable ? statuses : statuses.map { ($0, $1.unsettled) }
    let number = run.number
    try database.write { database, surroundings in
      for (digest, status) in noted {
        try ObjectRows.insert(digest, status, surroundings.timestamp, database)
        try ObjectRows.markPresent(digest, database)
      }
      try record.insert(database)
      for gathering in gatherings { try gathering.insert(database) }
      if let number { try ReliedRows.insert(number, record.fingerprint, database) }
    }
    ledger.note(stored: statuses, isDurable: isDurable)
    index.note(record)
    run.noteReliance(on: record.fingerprint)
  }

  /// Returns the gatherings that a stage reads, with the contents of their members if this process
  /// knows them, without those that are stored already.
  func gatherings(of stage: PlannedStage, _ record: StageRecord) -> [GatheringRecord] {
    zip(stage.groups, record.inputs).compactMap { group, input in
      guard group.isGathered, let digest = input.content, !records.hasGathering(digest) else {
        return nil
      }
      return GatheringRecord(
        digest: digest,
        members: group.members.map { member in
          GatheringRecord.Member(
            coordinates: CellText.json(member.coordinates),
            content: run.key(of: member.stage).flatMap(index.knownContent))
        })
    }
  }

  /// Returns the stages that were accepted and have not been done since, the latest first.
  func acceptances() throws -> [Acceptance] {
    let noted = try database.read(Acceptance.all)
    return noted
      + index.outside.values.compactMap { record in
        record.origin.map { Acceptance(record.fingerprint, $0) }
      }
  }
}
