internal import Options
internal import Pipeline
internal import Platform
internal import Spec

/// Stores the results of a stage that has been done.
struct StageSaving {
  private let database: ResultsDatabase
  private let files: StoredFiles
  private let stages: FinishedStages
  private let claims: ClaimFolder

  init(
    _ database: ResultsDatabase, files: StoredFiles, stages: FinishedStages, claims: ClaimFolder
  ) {
    self.database = database
    self.files = files
    self.stages = stages
    self.claims = claims
  }

  /// Moves the stage's files into the store, then names them in the database in one transaction.
  func save(
    _ output: StageOutput, of stage: PlannedStage, key: StageKey
  ) throws -> FinishedStage {
    let surroundings = try database.writer()
    if let finished = try alreadySaved(output, key) { return finished }
    let record = try claims.sharing {
      let items = try files.adopt(output.files, isDurable: output.isDurable)
      let record = StageRecord(
        output, items: items, of: stage, key: key, surroundings: surroundings)
      try stages.keep(record, items, stages.gatherings(of: stage, record))
      return record
    }
    let paths = record.files.map { ($0.name, files.path(of: $0.digest)) }
    return FinishedStage(
      fingerprint: key.fingerprint, content: record.content,
      files: Dictionary(uniqueKeysWithValues: paths))
  }

  /// Returns the stage as it was saved before, if its files have been moved already; else nil.
  private func alreadySaved(_ output: StageOutput, _ key: StageKey) throws -> FinishedStage? {
    let paths = output.files.values.filter { !files.isStored($0) }
    guard !paths.isEmpty, !paths.contains(where: FileSystem.exists),
      let finished = try stages.find(key.fingerprint)
    else { return nil }
    return Set(finished.files.keys) == Set(output.files.keys) ? finished : nil
  }
}

extension StageOutput {
  /// Whether the stage took so long that it must survive a loss of power at once.
  fileprivate var isDurable: Bool {
    StageRecord.isDurable(seconds: timings.last { $0.name == "seconds" && $0.step == nil }?.value)
  }
}

extension StageRecord {
  /// Whether the stage took so long that it must survive a loss of power at once.
  var isDurable: Bool { Self.isDurable(seconds: seconds) }

  fileprivate static func isDurable(seconds: Double?) -> Bool { (seconds ?? 0) >= 1 }

  /// Returns the inputs of a stage, with the contents that its key contains.
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
    _ output: StageOutput, items: [ArtifactFolder.Item], of stage: PlannedStage, key: StageKey,
    surroundings: Surroundings
  ) {
    let files = items.map { File(name: $0.name, digest: $0.digest, bytes: $0.status.bytes) }
    let metrics = output.metrics.map(StoredMetric.init)
    self.init(
      fingerprint: key.fingerprint, kind: stage.declaration.kind,
      version: stage.declaration.version, options: stage.options.canonicalJSON,
      components: key.components.map { [$0.name, $0.value] },
      content: StageRecord.content(files, metrics),
      inputs: Self.inputs(of: stage, key),
      files: files, metrics: metrics, timings: output.timings.map(StoredMetric.init),
      environment: surroundings.environmentJSON, finished: surroundings.timestamp)
  }
}
