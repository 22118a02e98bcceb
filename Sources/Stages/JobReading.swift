internal import Options
internal import Datasets
internal import Models
internal import Pipeline

extension StageJob {
  /// Finds the files of the stage that an option names; nil where the option is left out.
  func files(_ input: StageInput) -> [String: String]? {
    inputs.first { $0.role == input.role }?.files
  }

  /// Reads the data of the stage that an option names.
  func dataset(_ input: StageInput) throws -> EncodedDataset {
    try EncodedDataset(files: needed(input))
  }

  /// Reads a mixture; data alone are a mixture of one task.
  func mixture(_ input: StageInput) throws -> Mixture {
    let files = try needed(input)
    if files[Mixture.fileName] == nil { return Mixture(try EncodedDataset(files: files)) }
    return try Mixture(files: files)
  }

  /// Reads the model of the stage that an option names.
  func model(_ input: StageInput) throws -> StoredModel {
    try StoredModel(files: needed(input))
  }

  /// Reads the description alone of the model that `match` names; nil where it names none.
  func reference(of match: MatchOptions?) throws -> ModelDescription? {
    try match.flatMap { files($0.reference) }.map { try ModelDescription(files: $0) }
  }

  /// Finds the files of a model that an option names, to be passed on unchanged.
  func modelFiles(_ input: StageInput) throws -> [String: String] {
    try needed(input).filter { StoredModel.fileNames.contains($0.key) }
  }

  private func needed(_ input: StageInput) throws -> [String: String] {
    guard let files = files(input) else {
      throw StageError("the option `\(input.role)` is missing")
    }
    return files
  }
}

extension StageJob.Input {
  /// Finds the final value of a metric of the measured stage.
  ///
  /// - Throws: ``StageError`` with the metrics that there are, where it is missing.
  func finalValue(of metric: String) throws -> Double {
    if let value = metrics.final(metric) { return value }
    let known = Set(metrics.map(\.name)).sorted().joined(separator: ", ")
    throw StageError("the measured stage has no metric '\(metric)'; it has \(known)")
  }
}

extension [Metric] {
  /// Finds the final value of a metric; nil where there is none.
  func final(_ name: String) -> Double? { last { $0.name == name && $0.step == nil }?.value }
}
