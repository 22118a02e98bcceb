internal import ArgumentParser
internal import Stages

/// The argument that names a model, and where what was run is kept.
struct ModelArguments: ParsableArguments {
  @Argument(help: ModelReference.help)
  var model: String
  @OptionGroup var results: ResultsArguments

  /// Finds what the argument names.
  func source() throws -> ModelSource { try ModelReference(model).source(in: results) }
}
