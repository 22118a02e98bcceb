public import Options
public import Pipeline

/// A kind of stage: what a spec may say of it, and its work.
///
/// A new kind is its file and a line in `StageCatalog`.
public protocol StageKind: StageForm {
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
  static var forms: [String: any StageForm.Type] { get }

  /// What options say together that cannot be; asked for every cell before anything runs.
  static func conflicts(_ options: Options, _ request: StageRequest) -> [OptionConflict]

  /// Does the work in the job's folder.
  ///
  /// - Throws: `StageStopped` where it was asked to stop and has saved what it needs to go on; any
  ///   other error fails the stage, and its description is what people read.
  static func run(
    _ options: Options, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput
}

/// A stage kind, or a form of it, as the catalog holds it.
public protocol StageForm: Sendable {
  /// Its name, version and options; validation, help and the README's tables come from it.
  static var declaration: StageDeclaration { get }

  /// Does a job whose options were validated against the declaration.
  static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput
}

extension StageKind {
  public static var forms: [String: any StageForm.Type] { [:] }

  public static func conflicts(_ options: Options, _ request: StageRequest) -> [OptionConflict] {
    []
  }

  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: name, version: version, about: about, produces: produces,
      options: Options.declarations, forms: forms.mapValues { $0.declaration },
      conflicts: { conflicts(Options(reading: $0.stage.options), $0) })
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let form = forms.first { job.options[$0.key] != nil }?.value
    if let form { return try form.run(job, reporter: reporter) }
    return try run(Options(reading: job.options), job, reporter: reporter)
  }
}
