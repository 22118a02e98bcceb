internal import Pipeline
internal import Spec

/// Everything that is stored about a finished stage, in rows of the database and in a file beside
/// it.
struct StageRecord: Codable, Equatable, Sendable {
  struct File: Codable, Equatable, Sendable {
    let name: String
    let digest: Fingerprint
    let bytes: Int
  }

  /// A metric as it is stored; a value that is NaN is left out.
  struct StoredMetric: Codable, Equatable, Sendable {
    let name: String
    let step: Int?
    let value: Double?

    init(name: String, step: Int?, value: Double?) {
      self.name = name
      self.step = step
      self.value = value
    }

    init(_ metric: Metric) {
      // SQLite stores neither the sign of zero nor the payload of NaN.
      (name, step) = (metric.name, metric.step)
      value = metric.value.isNaN ? nil : metric.value + 0.0
    }

    var metric: Metric { Metric(name, value ?? .nan, step: step) }
  }

  struct Input: Codable, Equatable, Sendable {
    let role: String
    /// The coordinates of the stage that is read, as a JSON object of axes and labels.
    let coordinates: String
    let content: Fingerprint?
  }

  /// Version of the record's format.
  var format = 1
  let fingerprint: Fingerprint
  let kind: String
  let version: Int
  /// The stage's options, as canonical JSON.
  let options: String
  /// The key's components, as pairs of name and value in the order of the key.
  let components: [[String]]
  let content: Fingerprint
  let inputs: [Input]
  let files: [File]
  let metrics: [StoredMetric]
  let timings: [StoredMetric]
  /// The process's ``Surroundings/environment``, as a JSON object of texts.
  let environment: String
  let finished: String
  /// Origin of results that were accepted from another key; nil if the stage was done.
  var origin: Origin?

  var key: StageKey {
    StageKey(components.compactMap { $0.count == 2 ? KeyComponent($0[0], $0[1]) : nil })
  }
  var recipe: Fingerprint { StageKey.recipe(of: key.components) }
  var reproducible: [Metric] { metrics.map(\.metric) }
  var seconds: Double? { timings.last { $0.name == "seconds" && $0.step == nil }?.value }

  /// Computes the digest of a stage's results that keys of later stages contain: of the names and
  /// digests of its files, and of its reproducible metrics.
  static func content(_ files: [File], _ metrics: [StoredMetric]) -> Fingerprint {
    Fingerprint(
      ofFields: files.flatMap { ["file", $0.name, $0.digest.description] }
        + metrics.flatMap { metric in
          [
            "metric", metric.name, metric.step.map { "\($0)" } ?? "final",
            "\(metric.value ?? .nan)",
          ]
        })
  }

  /// Whether the record has a format that this program knows, and the digests of its key and of its
  /// content are the ones that it says.
  var isSound: Bool {
    format == 1 && components.allSatisfy { $0.count == 2 } && key.fingerprint == fingerprint
      && StageRecord.content(files, metrics) == content
  }

  var stored: StoredStage {
    StoredStage(
      content: content, files: files.map { StoredStage.File(name: $0.name, digest: $0.digest) })
  }
}
