internal import Pipeline
internal import Spec

/// Everything that is kept of a finished stage: the rows of the database, and a file beside it.
struct StageRecord: Codable, Equatable, Sendable {
  struct File: Codable, Equatable, Sendable {
    let name: String
    let digest: Fingerprint
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
    let content: Fingerprint?
  }

  /// Of the record's form.
  var format = 1
  let fingerprint: Fingerprint
  let kind: String
  let version: Int
  /// Canonical JSON.
  let options: String
  /// Pairs of name and value, in the order of the key.
  let components: [[String]]
  let content: Fingerprint
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
  var recipe: Fingerprint { StageKey.recipe(of: key.components) }
  var reproducible: [Metric] { metrics.map(\.metric) }
  var seconds: Double? { timings.last { $0.name == "seconds" && $0.step == nil }?.value }

  /// What a later stage's key counts: file names and digests, and figures that repeat to the bit.
  static func content(_ files: [File], _ metrics: [Figure]) -> Fingerprint {
    Fingerprint(
      ofFields: files.flatMap { ["file", $0.name, $0.digest.description] }
        + metrics.flatMap { metric in
          [
            "metric", metric.name, metric.step.map { "\($0)" } ?? "final",
            "\(metric.value ?? .nan)",
          ]
        })
  }

  /// Whether it is of a form that this program knows, and its key and content are what they say.
  var isSound: Bool {
    format == 1 && components.allSatisfy { $0.count == 2 } && key.fingerprint == fingerprint
      && StageRecord.content(files, metrics) == content
  }

  var stored: StoredStage {
    StoredStage(
      content: content, files: files.map { StoredStage.File(name: $0.name, digest: $0.digest) })
  }
}
