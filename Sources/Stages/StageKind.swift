public import Pipeline

/// A kind of stage: what a spec may say of it, and its work.
///
/// A new kind is its file and a line in `StageCatalog`.
public protocol StageKind: Sendable {
  /// Its name, version and options; validation, help and the README's tables come from it.
  static var declaration: StageDeclaration { get }

  /// Does the work in the job's folder.
  ///
  /// - Throws: `StageStopped` where it was asked to stop and has saved what it needs to go on; any
  ///   other error fails the stage, and its description is what people read.
  static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput
}
