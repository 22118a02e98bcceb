public import Options
public import Spec

/// A named number that a stage yields.
public struct Metric: Hashable, Sendable, Codable {
  public let name: String
  /// Step of a curve; nil for a final metric.
  public let step: Int?
  public let value: Double

  public init(_ name: String, _ value: Double, step: Int? = nil) {
    self.name = name
    self.value = value
    self.step = step
  }
}

/// The description of one stage's work for a worker; it crosses a pipe as JSON.
public struct StageJob: Sendable, Codable {
  /// A finished stage that this one reads.
  public struct Input: Sendable, Codable {
    /// Option that names the input, such as `model` or `measure`.
    public let role: String
    /// Labels of a gathered input on the axes gathered over, by axis; empty for other inputs.
    public let coordinates: [String: String]
    /// Absolute paths of the input's files, which are read-only, by file name.
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

  /// Name of the stage with its cell as shown to people, such as `tuned[arm=mpo,seed=1]`.
  public let id: String
  public let kind: String
  /// Options as a canonical map, with defaults and without those that are edges.
  public let options: Value
  public let inputs: [Input]
  /// Folder of the attempt, which begins with what earlier attempts at the same key left, so that
  /// training can resume.
  public let workFolder: String
  public let logFile: String
  public let threads: Int
  /// Fingerprint of the stage's key.
  public let key: Fingerprint
  /// Number of the attempt, from 1.
  public let attempt: Int
  public let resources: StageResources

  /// Names of the properties in JSON, where `resources` is called `terms`.
  private enum CodingKeys: String, CodingKey {
    case id, kind, options, inputs, workFolder, logFile, threads, key, attempt
    case resources = "terms"
  }

  public init(
    id: String, kind: String, options: Value, inputs: [Input], workFolder: String,
    logFile: String, threads: Int, key: Fingerprint, attempt: Int = 1,
    resources: StageResources = StageResources()
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
    self.resources = resources
  }

  /// Returns the same job under another name.
  public func named(_ id: String) -> StageJob {
    StageJob(
      id: id, kind: kind, options: options, inputs: inputs, workFolder: workFolder,
      logFile: logFile, threads: threads, key: key, attempt: attempt, resources: resources)
  }
}

/// The files and metrics that a stage leaves.
public struct StageOutput: Sendable, Codable {
  /// Absolute paths of the files, by file name.
  ///
  /// The store takes over a file inside the work folder; a file of an input is passed on as it is.
  public var files: [String: String]
  /// Metrics that the same work yields again to the bit.
  public var metrics: [Metric]
  /// Metrics of this execution alone, such as seconds and tokens per second.
  public var timings: [Metric]

  public init(files: [String: String] = [:], metrics: [Metric] = [], timings: [Metric] = []) {
    self.files = files
    self.metrics = metrics
    self.timings = timings
  }
}

/// The progress of a running stage, for the person who waits.
public struct StageProgress: Sendable, Codable, Equatable {
  public var step: Int
  public var steps: Int
  /// A short text about the state of the work, such as `loss 3.214`.
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
