internal import ArgumentParser
internal import Stages

/// The argument that names a model, and the option for the results folder.
struct ModelArguments: ParsableArguments {
  @Argument(help: ModelReference.help)
  var model: String
  @OptionGroup var results: ResultsArguments

  /// Finds the model that the argument names.
  func source() throws -> ModelSource { try ModelReference(model).source(in: results) }
}
