public import Options
public import Pipeline
public import Statistics

/// A kind of stage: its options, its products and metrics, and its work.
///
/// A new kind is its file and a line in `StageCatalog`. The functions that are called for every
/// stage of a plan take the options as an autoclosure, so that they are read only where they are
/// needed: plans may have a hundred thousand stages.
public protocol StageKind: Sendable {
  /// The options of a stage of the kind.
  associatedtype Options: OptionSet

  /// Name of the kind in a spec.
  static var name: String { get }
  /// Version of the kind; it is raised when the same options and inputs would give another result.
  static var version: Int { get }
  /// One line for `--help`, without a full stop.
  static var about: String { get }
  /// The product that later stages may read: `data`, `parts`, `model`, `scores`, `comparison` ...
  static var produces: String { get }
  /// Other forms of the kind, each by the option whose presence in a spec chooses it.
  static var forms: [String: any StageKind.Type] { get }
  /// Every metric that a stage may leave, against which specs that name one are checked; nil where
  /// that is known only when it has run.
  static var metrics: [MetricDeclaration]? { get }

  /// Metrics that follow from a stage's outlook alone; they are computed where a table or a picture
  /// names them, and never stored.
  static var plannedMetrics: [MetricDeclaration] { get }

  /// Finds contradictions between options, for every cell.
  static func conflicts(_ options: Options, _ request: StageRequest) -> [OptionConflict]

  /// Finds inputs of a stage that are not on this machine.
  ///
  /// - Returns: A message that says how to get them; nil where nothing is missing.
  static func missing(_ options: @autoclosure () -> Options) -> String?

  /// Opens the data or model that a stage will read, where it is on this machine.
  ///
  /// - Returns: Lines about what reading had to mend.
  /// - Throws: The error by which the stage itself would fail.
  static func examine(_ options: @autoclosure () -> Options) throws -> [String]

  /// Predicts the products and the costs of a stage; nil where nothing is known before it runs.
  ///
  /// `plan` prints the prediction, and those of later stages build on it.
  static func outlook(
    _ options: @autoclosure () -> Options, _ inputs: InputOutlooks
  ) -> StageOutlook?

  /// Finds the step from which a stopped stage will continue; nil where it starts over.
  ///
  /// - Parameter folder: The work folder of its last attempt.
  static func resumption(
    _ options: @autoclosure () -> Options, from folder: String
  ) -> Resumption?

  /// Does the work of a stage in the job's folder.
  ///
  /// - Throws: `StageStopped` where it was asked to stop and has saved what it needs to go on; any
  ///   other error fails the stage, and its description is what people read.
  static func run(
    _ options: Options, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput
}

extension StageKind {
  public static var forms: [String: any StageKind.Type] { [:] }

  public static var plannedMetrics: [MetricDeclaration] { [] }

  public static func conflicts(_ options: Options, _ request: StageRequest) -> [OptionConflict] {
    []
  }

  public static func missing(_ options: @autoclosure () -> Options) -> String? { nil }

  public static func examine(_ options: @autoclosure () -> Options) throws -> [String] { [] }

  public static func outlook(
    _ options: @autoclosure () -> Options, _ inputs: InputOutlooks
  ) -> StageOutlook? { nil }

  public static func resumption(
    _ options: @autoclosure () -> Options, from folder: String
  ) -> Resumption? { nil }
}

// MARK: - As the catalog asks, by canonical options

extension StageKind {
  /// The declaration of the kind, from which validation, help and the manual's tables are made.
  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: name, version: version, about: about, produces: produces,
      options: Options.declarations, metrics: metrics, plannedMetrics: plannedMetrics,
      forms: forms.mapValues { $0.declaration },
      conflicts: { conflicts(Options(reading: $0.stage.options), $0) },
      outlook: { outlook(Options(reading: $0.stage.options), InputOutlooks($0)) })
  }

  /// Finds the form that some options choose; the kind itself where they choose none.
  static func form(with options: Value) -> any StageKind.Type {
    forms.first { options[$0.key] != nil }?.value ?? Self.self
  }

  static func missing(reading options: Value) -> String? { missing(Options(reading: options)) }

  static func examine(reading options: Value) throws -> [String] {
    try examine(Options(reading: options))
  }

  static func resumption(reading options: Value, from folder: String) -> Resumption? {
    resumption(Options(reading: options), from: folder)
  }

  /// Does a job after reading its options.
  ///
  /// - Throws: ``StageError`` also where a metric isn't finite, so that it isn't taken for a
  ///   result.
  static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let output = try run(Options(reading: job.options), job, reporter: reporter)
    if let wrong = output.metrics.first(where: { !$0.value.isFinite }) {
      let step = wrong.step.map { " at step \($0)" } ?? ""
      throw StageError("the metric '\(wrong.name)'\(step) is \(wrong.value), which is not finite")
    }
    return output
  }
}
