public import Options
public import Pipeline
public import Statistics

/// A kind of stage: what a spec may say of it, what it will leave, and its work.
///
/// A new kind is its file and a line in `StageCatalog`. What is asked for every stage of a plan
/// before anything runs gets the options unread, as plans may have a hundred thousand stages.
public protocol StageKind: Sendable {
  /// What a spec says of a stage of the kind.
  associatedtype Options: OptionSet

  /// The kind in a spec.
  static var name: String { get }
  /// Raised whenever the same options and inputs would give another result.
  static var version: Int { get }
  /// One line for `--help`, without a full stop.
  static var about: String { get }
  /// What later stages may use it as: `data`, `parts`, `model`, `scores`, `comparison`.
  static var produces: String { get }
  /// Other forms of the kind, each by the option whose presence in a spec chooses it.
  static var forms: [String: any StageKind.Type] { get }
  /// Every metric that a stage may leave, against which specs that name one are checked; nil where
  /// that is known only when it has run.
  static var metrics: [MetricDeclaration]? { get }

  /// Finds what options say together that cannot be; asked for every cell.
  static func conflicts(_ options: Options, _ request: StageRequest) -> [OptionConflict]

  /// Finds what a stage will need that is not on this machine, and says how to get it; nil where
  /// all is there.
  static func missing(_ options: @autoclosure () -> Options) -> String?

  /// Opens what a stage will read from outside, where it is on this machine, and returns what
  /// reading it had to mend.
  ///
  /// - Throws: What the stage itself would fail by.
  static func examine(_ options: @autoclosure () -> Options) throws -> [String]

  /// Tells what a stage will leave and take, as far as that is known before anything runs; nil
  /// where nothing is. `plan` shows it, and later stages build on it.
  static func outlook(
    _ options: @autoclosure () -> Options, _ inputs: InputOutlooks
  ) -> StageOutlook?

  /// Finds where a stage that was stopped will go on; nil where it begins anew.
  ///
  /// - Parameter folder: What its last attempt left.
  static func resumption(
    _ options: @autoclosure () -> Options, from folder: String
  ) -> Resumption?

  /// Does the work in the job's folder.
  ///
  /// - Throws: `StageStopped` where it was asked to stop and has saved what it needs to go on; any
  ///   other error fails the stage, and its description is what people read.
  static func run(
    _ options: Options, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput
}

extension StageKind {
  public static var forms: [String: any StageKind.Type] { [:] }

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
  /// Its name, version and options; validation, help and the manual's tables come from it.
  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: name, version: version, about: about, produces: produces,
      options: Options.declarations, metrics: metrics,
      forms: forms.mapValues { $0.declaration },
      conflicts: { conflicts(Options(reading: $0.stage.options), $0) },
      outlook: { outlook(Options(reading: $0.stage.options), InputOutlooks($0)) })
  }

  /// The form that these options choose; the kind itself where they choose none.
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

  /// - Throws: Also where a figure isn't finite, which would be taken for a result.
  static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let output = try run(Options(reading: job.options), job, reporter: reporter)
    if let wrong = output.metrics.first(where: { !$0.value.isFinite }) {
      let step = wrong.step.map { " at step \($0)" } ?? ""
      throw StageError("the figure '\(wrong.name)'\(step) came to \(wrong.value), no finite number")
    }
    return output
  }
}
