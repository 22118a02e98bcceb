public import Options
public import Spec

/// A number that a stage yields; `step` is nil for the final one.
public struct Metric: Hashable, Sendable, Codable {
  public let name: String
  public let step: Int?
  public let value: Double

  public init(_ name: String, _ value: Double, step: Int? = nil) {
    self.name = name
    self.value = value
    self.step = step
  }
}

/// Everything that a worker needs to know to do one stage; it crosses a pipe as JSON.
public struct StageJob: Sendable, Codable {
  /// A finished stage that this one reads.
  public struct Input: Sendable, Codable {
    /// The option that names it, such as `model` or `measure`.
    public let role: String
    /// Where a gathered input stands on the axes gathered over: axis to label. Empty elsewhere.
    public let coordinates: [String: String]
    /// File name to absolute path, read-only.
    public let files: [String: String]
    public let metrics: [Metric]

    public init(
      role: String, coordinates: [String: String], files: [String: String], metrics: [Metric]
    ) {
      self.role = role
      self.coordinates = coordinates
      self.files = files
      self.metrics = metrics
    }
  }

  /// As shown to people, such as `tuned[arm=mpo,seed=1]`.
  public let id: String
  public let kind: String
  /// A canonical map: defaults filled in, without the options that are edges.
  public let options: Value
  public let inputs: [Input]
  /// The attempt's own; it begins with what earlier attempts at the same key left, so that training
  /// can resume.
  public let workFolder: String
  public let logFile: String
  public let threads: Int
  /// The stage's fingerprint.
  public let key: Fingerprint
  /// From 1.
  public let attempt: Int
  public let terms: StageTerms

  public init(
    id: String, kind: String, options: Value, inputs: [Input], workFolder: String,
    logFile: String, threads: Int, key: Fingerprint, attempt: Int = 1,
    terms: StageTerms = StageTerms()
  ) {
    self.id = id
    self.kind = kind
    self.options = options
    self.inputs = inputs
    self.workFolder = workFolder
    self.logFile = logFile
    self.threads = threads
    self.key = key
    self.attempt = attempt
    self.terms = terms
  }

  /// The same job under another name, which is the same work.
  public func named(_ id: String) -> StageJob {
    StageJob(
      id: id, kind: kind, options: options, inputs: inputs, workFolder: workFolder,
      logFile: logFile, threads: threads, key: key, attempt: attempt, terms: terms)
  }
}

/// What a stage leaves behind.
public struct StageOutput: Sendable, Codable {
  /// File name to absolute path inside the work folder, where the store takes it over, or of a file
  /// of an input, which is passed on as it is.
  public var files: [String: String]
  /// Figures that the same work yields again to the bit.
  public var metrics: [Metric]
  /// Figures of this execution alone, such as seconds and tokens per second.
  public var timings: [Metric]

  public init(files: [String: String] = [:], metrics: [Metric] = [], timings: [Metric] = []) {
    self.files = files
    self.metrics = metrics
    self.timings = timings
  }
}

/// How far a running stage is, for the person who waits.
public struct StageProgress: Sendable, Codable, Equatable {
  public var step: Int
  public var steps: Int
  /// Such as `loss 3.214`.
  public var note: String
  public var tokensPerSecond: Double?
  public var secondsLeft: Double?

  public init(
    step: Int, steps: Int, note: String, tokensPerSecond: Double? = nil,
    secondsLeft: Double? = nil
  ) {
    self.step = step
    self.steps = steps
    self.note = note
    (self.tokensPerSecond, self.secondsLeft) = (tokensPerSecond, secondsLeft)
  }
}
