internal import GRDB
internal import Pipeline
internal import Spec

/// Everything that is kept of a finished stage: the rows of the database, and a file beside it.
struct StageRecord: Codable, Equatable, Sendable {
  struct File: Codable, Equatable, Sendable {
    let name: String
    let digest: String
    let bytes: Int
  }

  /// A value that is not a number is left out.
  struct Figure: Codable, Equatable, Sendable {
    let name: String
    let step: Int?
    let value: Double?

    init(name: String, step: Int?, value: Double?) {
      self.name = name
      self.step = step
      self.value = value
    }

    init(_ metric: Metric) {
      // SQLite knows neither the sign of zero nor kinds of values that are not numbers.
      (name, step) = (metric.name, metric.step)
      value = metric.value.isNaN ? nil : metric.value + 0.0
    }

    var metric: Metric { Metric(name, value ?? .nan, step: step) }
  }

  struct Input: Codable, Equatable, Sendable {
    let role: String
    /// JSON: axis to label.
    let coordinates: String
    let content: String?
  }

  /// Of the record's form.
  var format = 1
  let fingerprint: String
  let kind: String
  let version: Int
  /// Canonical JSON.
  let options: String
  /// Pairs of name and value, in the order of the key.
  let components: [[String]]
  let content: String
  let inputs: [Input]
  let files: [File]
  let metrics: [Figure]
  let timings: [Figure]
  /// JSON: a map of texts.
  let environment: String
  let finished: String
  /// Where the results were taken over from; nil where the stage was done.
  var origin: Origin?

  var key: StageKey {
    StageKey(components.compactMap { $0.count == 2 ? KeyComponent($0[0], $0[1]) : nil })
  }
  var recipe: String { StageKey.recipe(of: key.components).description }
  var reproducible: [Metric] { metrics.map(\.metric) }
  var seconds: Double? { timings.last { $0.name == "seconds" && $0.step == nil }?.value }

  /// What a later stage's key counts: file names and digests, and figures that repeat to the bit.
  static func content(_ files: [File], _ metrics: [Figure]) -> Fingerprint {
    Fingerprint(
      ofFields: files.flatMap { ["file", $0.name, $0.digest] }
        + metrics.flatMap { metric in
          [
            "metric", metric.name, metric.step.map { "\($0)" } ?? "final",
            "\(metric.value ?? .nan)",
          ]
        })
  }

  /// Whether it is of a form that this program knows, and its key and content are what they say.
  var isSound: Bool {
    format == 1 && DigestKey(fingerprint) != nil && components.allSatisfy { $0.count == 2 }
      && key.fingerprint.description == fingerprint
      && StageRecord.content(files, metrics).description == content
      && files.allSatisfy { DigestKey($0.digest) != nil }
  }

  var stored: StoredStage? {
    guard let content = DigestKey(content) else { return nil }
    return StoredStage(
      content: content,
      files: files.compactMap { file in
        DigestKey(file.digest).map { StoredStage.File(name: file.name, digest: $0) }
      })
  }
}

extension StageRecord {
  /// Replaces whatever the database has of the stage.
  ///
  /// - Parameter removed: When files that aren't there were found to be gone; nil where all are.
  func insert(_ database: Database, removed: [String: String] = [:]) throws {
    // Takes what an earlier attempt left with it: inputs, artifacts and metrics cascade.
    try database.cachedStatement(sql: "DELETE FROM stage WHERE fingerprint = ?")
      .execute(arguments: [fingerprint])
    let names = try KeyComponents(key.components).json()
    try database.cachedStatement(sql: "INSERT INTO stage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .execute(arguments: [
        fingerprint, kind, version, options, names, content, finished, seconds, environment,
        recipe,
      ])
    try Origin.replace(ofStage: fingerprint, with: origin, database)
    for (position, input) in inputs.enumerated() {
      try database.cachedStatement(sql: "INSERT INTO input VALUES (?, ?, ?, ?, ?)")
        .execute(arguments: [fingerprint, position, input.role, input.coordinates, input.content])
    }
    for file in files {
      try database.cachedStatement(sql: "INSERT INTO artifact VALUES (?, ?, ?, ?, ?)")
        .execute(arguments: [fingerprint, file.name, file.digest, file.bytes, removed[file.digest]])
    }
    try insertMetrics(database)
  }

  private func insertMetrics(_ database: Database) throws {
    let statement = try database.cachedStatement(
      sql: "INSERT INTO metric VALUES (?, ?, ?, ?, ?, ?)")
    let figures = metrics.map { ($0, true) } + timings.map { ($0, false) }
    for (position, (figure, isReproducible)) in figures.enumerated() {
      try statement.execute(arguments: [
        fingerprint, position, figure.name, figure.step, figure.value, isReproducible,
      ])
    }
  }
}

/// The members of a gathering, kept once however many stages read it.
struct GatheringRecord: Codable, Equatable, Sendable {
  struct Member: Codable, Equatable, Sendable {
    /// JSON: axis to label.
    let coordinates: String
    /// nil where it wasn't known when the gathering was first kept.
    let content: String?
  }

  var format = 1
  /// As keys count it.
  let digest: String
  let members: [Member]

  func insert(_ database: Database) throws {
    let statement = try database.cachedStatement(
      sql: "INSERT OR IGNORE INTO gathering VALUES (?, ?, ?, ?)")
    for (position, member) in members.enumerated() {
      try statement.execute(arguments: [digest, position, member.coordinates, member.content])
    }
  }
}
