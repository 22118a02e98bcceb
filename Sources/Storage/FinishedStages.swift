internal import GRDB
package import Pipeline
package import Spec
internal import Synchronization

extension ResultsStore {
  /// The finished stage of this key; nil where there is none, or where one of its files is missing
  /// or is not what was stored, so that the stage is done again.
  ///
  /// Every file's status is compared with what it was; where that differs, its digest. A damaged
  /// file is moved to `quarantine`, unless the store is open for reading only.
  package func finished(_ fingerprint: Fingerprint) throws -> FinishedStage? {
    let relies = memory.withLock { $0.run != nil && !$0.relied.contains(fingerprint) }
    if !relies { return try sound(fingerprint) }
    return try sharing {
      guard let finished = try sound(fingerprint) else { return nil }
      try rely(on: fingerprint)
      return finished
    }
  }

  private func sound(_ fingerprint: Fingerprint) throws -> FinishedStage? {
    try memory.withLock { memory -> FinishedStage? in
      guard let stage = try stored(fingerprint, &memory) else { return nil }
      var files: [String: String] = [:]
      var areSound = true
      for file in stage.files {
        let path = artifacts.path(of: file.digest)
        files[file.name] = path
        if try !isSound(file.digest, path, &memory) { areSound = false }
      }
      guard areSound else { return nil }
      return FinishedStage(
        fingerprint: fingerprint, content: stage.content, files: files)
    }
  }

  private func stored(_ key: Fingerprint, _ memory: inout StoreMemory) throws -> StoredStage? {
    let isClaimed = memory.claimed.remove(key) != nil
    if !isClaimed, let stage = memory.stages[key], !memory.hasRemoved(stage) { return stage }
    if try isClaimed || memory.version == nil || memory.version != version() {
      if let stage = try lookUp(key, isClaimed, &memory) { return stage }
    }
    if isClaimed, let record = records.stage(key) { try takeIn([record], &memory) }
    if !memory.hasTakenInRecords { try takeInRecords(&memory) }
    return memory.stages[key]
  }

  /// From the database: all stages at once, where that is likely to pay, or this one.
  private func lookUp(
    _ key: Fingerprint, _ isClaimed: Bool, _ memory: inout StoreMemory
  ) throws -> StoredStage? {
    try read { database in
      memory.lookups += 1
      if memory.size == nil { memory.size = try StoreReading.count(database) }
      if !isClaimed && memory.isWorthReading {
        try StoreReading.everything(database, into: &memory)
        memory.lookups = 0
        return memory.stages[key]
      }
      let stage = try StoreReading.stage(key, database, into: &memory)
      if let stage { memory.stages[key] = stage }
      return stage
    }
  }

  private func version() throws -> Int {
    try DatabaseFile.translating(databasePath) {
      try database.unsafeRead { try StoreReading.version($0) }
    }
  }

  /// Whether a file has the bytes that its name says.
  func isSound(
    _ digest: Fingerprint, _ path: String, _ memory: inout StoreMemory
  ) throws -> Bool {
    if memory.removed.contains(digest) { return false }
    guard let status = FileStatus(ofFile: path) else {
      if !isReadOnly && DiskFile.exists(path) { try artifacts.moveAside(digest) }
      return false
    }
    if memory.objects[digest] == status { return true }
    if memory.damaged[digest] == status { return false }
    return try compare(digest, path, status, &memory)
  }

  private func compare(
    _ digest: Fingerprint, _ path: String, _ status: FileStatus, _ memory: inout StoreMemory
  ) throws -> Bool {
    let known = memory.objects[digest]
    let settled = status.settled()
    let hasSize = known == nil || known?.bytes == status.bytes
    if hasSize, try Fingerprint(ofFile: path) == digest {
      memory.objects[digest] = settled
      if !isReadOnly { memory.learnt[digest] = settled }
      return true
    }
    memory.damaged[digest] = status
    if !isReadOnly, FileStatus(ofFile: path) == status {
      try artifacts.moveAside(digest)
    }
    return false
  }

  package func metrics(of fingerprint: Fingerprint) throws -> [Metric] {
    if let record = outside.withLock({ $0[fingerprint] }) { return record.reproducible }
    return try read { database in
      try Row.fetchAll(
        database.cachedStatement(
          sql: """
            SELECT name, step, value FROM metric WHERE stage = ? AND reproducible = 1
            ORDER BY position
            """), arguments: [fingerprint.description]
      ).map { Metric($0[0], $0[2] ?? .nan, step: $0[1]) }
    }
  }

  package func hasFinished(recipe: Fingerprint) throws -> Bool {
    try memory.withLock { if !$0.hasTakenInRecords { try takeInRecords(&$0) } }
    if outside.withLock({ $0.values.contains { $0.recipe == recipe } }) { return true }
    return try memory.withLock { memory in
      if memory.recipes == nil { memory.recipes = try StoredRecipes(of: self) }
      return try memory.recipes?.contains(recipe, in: self) ?? false
    }
  }

  package func lastKey(experiment: String, stage: StageID) throws -> [KeyComponent]? {
    let text = try read { database in
      try String.fetchOne(
        database.cachedStatement(
          sql: """
            SELECT stage.components FROM run_stage
            JOIN run ON run.id = run_stage.run
            JOIN stage ON stage.fingerprint = run_stage.fingerprint
            WHERE run_stage.id = ? AND run.experiment = ?
              AND run_stage.status IN ('done', 'cached')
            ORDER BY run_stage.run DESC LIMIT 1
            """), arguments: [stage.description, experiment])
    }
    return try text.map(KeyComponents.init(json:))?.components
  }
}

extension StoreMemory {
  fileprivate func hasRemoved(_ stage: StoredStage) -> Bool {
    !removed.isEmpty && stage.files.contains { removed.contains($0.digest) }
  }
}
