internal import GRDB
package import Pipeline
internal import Options
internal import Spec
internal import Synchronization

extension ResultsStore {
  package func save(
    _ output: StageOutput, of stage: PlannedStage, key: StageKey
  ) throws -> FinishedStage {
    let surroundings = try writer()
    if let finished = try alreadySaved(output, key) { return finished }
    let record = try sharing {
      let items = try artifacts.adopt(
        output.files, isDurable: output.isDurable, isSound: knownStatus)
      let record = try StageRecord(output, items, stage, key, surroundings)
      try keep(record, items, gatherings(of: stage, record))
      return record
    }
    let files = record.files.map { ($0.name, artifacts.path(of: $0.digest)) }
    return FinishedStage(
      fingerprint: key.fingerprint, content: record.content,
      files: Dictionary(uniqueKeysWithValues: files))
  }

  /// The stage as saved before, where its files have been taken over already.
  private func alreadySaved(_ output: StageOutput, _ key: StageKey) throws -> FinishedStage? {
    let paths = output.files.values
    guard !paths.isEmpty, !paths.contains(where: DiskFile.exists),
      let finished = try finished(key.fingerprint)
    else { return nil }
    return Set(finished.files.keys) == Set(output.files.keys) ? finished : nil
  }

  /// The status of a stored file that is as it was stored.
  private func knownStatus(of digest: Fingerprint) -> FileStatus? {
    guard let status = FileStatus(ofFile: artifacts.path(of: digest)) else { return nil }
    return memory.withLock { $0.objects[digest] == status ? status : nil }
  }

  /// Writes a stage down: beside the database first, so that a lost transaction loses nothing.
  ///
  /// What took long to make is made durable before this returns. What took less than a second is
  /// made so when the run ends, all at once; until then the database doesn't vouch for its files,
  /// and whoever needs them after a loss of power compares their bytes.
  func keep(
    _ record: StageRecord, _ items: [ArtifactFolder.Item], _ gatherings: [GatheringRecord]
  ) throws {
    let isDurable = record.isDurable
    if isDurable { try artifacts.sync(items) }
    for gathering in gatherings { try records.write(gathering) }
    try records.write(record, isDurable: isDurable)
    let statuses = items.map { ($0.digest, $0.status.settled()) }
    let noted = isDurable ? statuses : statuses.map { ($0, $1.unsettled) }
    let run = memory.withLock { $0.run }
    try write { database, surroundings in
      for (digest, status) in noted {
        try ObjectRows.insert(digest, status, surroundings.timestamp, database)
        // A file that was removed to save space is back for every stage that has it.
        try database.cachedStatement(
          sql: "UPDATE artifact SET removed = NULL WHERE digest = ? AND removed IS NOT NULL"
        ).execute(arguments: [digest.description])
      }
      try record.insert(database)
      for gathering in gatherings { try gathering.insert(database) }
      if let run { try ReliedRows.insert(run, record.fingerprint, database) }
    }
    memory.withLock { $0.remember(record, statuses, isDurable: isDurable) }
  }

  /// The gatherings that a stage reads, with the contents of their members as far as this process
  /// knows them.
  func gatherings(of stage: PlannedStage, _ record: StageRecord) -> [GatheringRecord] {
    if !stage.groups.contains(where: \.isGathered) { return [] }
    let memory = memory.withLock { $0 }
    return zip(stage.groups, record.inputs).compactMap { group, input in
      guard group.isGathered, let digest = input.content, !records.hasGathering(digest) else {
        return nil
      }
      return GatheringRecord(
        digest: digest,
        members: group.members.map { member in
          GatheringRecord.Member(
            coordinates: CellText.json(member.coordinates),
            content: memory.content(of: member.stage))
        })
    }
  }
}

extension StageOutput {
  /// Whether it is worth the time that it takes to make it survive a loss of power.
  fileprivate var isDurable: Bool {
    StageRecord.isDurable(seconds: timings.last { $0.name == "seconds" && $0.step == nil }?.value)
  }
}

extension StageRecord {
  fileprivate var isDurable: Bool { Self.isDurable(seconds: seconds) }

  fileprivate static func isDurable(seconds: Double?) -> Bool { (seconds ?? 0) >= 1 }

  /// What a stage reads, with the contents that its key counts.
  static func inputs(of stage: PlannedStage, _ key: StageKey) -> [Input] {
    let values = Dictionary(
      key.components.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    return zip(stage.groups, stage.inputNames).map { group, name in
      let coordinates = group.isGathered ? [] : group.members.first?.coordinates ?? []
      return Input(
        role: group.role, coordinates: CellText.json(coordinates),
        content: values[name].flatMap(Fingerprint.init(hexadecimal:)))
    }
  }

  fileprivate init(
    _ output: StageOutput, _ items: [ArtifactFolder.Item], _ stage: PlannedStage, _ key: StageKey,
    _ surroundings: Surroundings
  ) throws {
    let files = items.map { File(name: $0.name, digest: $0.digest, bytes: $0.status.bytes) }
    let metrics = output.metrics.map(Figure.init)
    self.init(
      fingerprint: key.fingerprint, kind: stage.declaration.kind,
      version: stage.declaration.version, options: stage.options.canonicalJSON,
      components: key.components.map { [$0.name, $0.value] },
      content: StageRecord.content(files, metrics),
      inputs: Self.inputs(of: stage, key),
      files: files, metrics: metrics, timings: output.timings.map(Figure.init),
      environment: surroundings.environmentJSON, finished: surroundings.timestamp)
  }
}

extension StoreMemory {
  /// Takes in what this process has just written.
  mutating func remember(
    _ record: StageRecord, _ statuses: [(Fingerprint, FileStatus)], isDurable: Bool
  ) {
    for (digest, status) in statuses {
      add(status, ofObject: digest)
      volatile[digest] = isDurable || status.changed == FileStatus.unsettled ? nil : status
    }
    stages[record.fingerprint] = record.stored
    recipes = nil
    if run != nil { relied.insert(record.fingerprint) }
  }
}
