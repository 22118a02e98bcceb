internal import Options
internal import Datasets
internal import Models
internal import Pipeline

extension StageJob {
  /// The files of the stage that an option names; nil where the option is left out.
  func files(_ input: StageInput) -> [String: String]? {
    inputs.first { $0.role == input.role }?.files
  }

  func dataset(_ input: StageInput) throws -> EncodedDataset {
    try EncodedDataset(files: needed(input))
  }

  /// A mixture, or data alone.
  func mixture(_ input: StageInput) throws -> Mixture {
    let files = try needed(input)
    if files[Mixture.fileName] == nil { return Mixture(try EncodedDataset(files: files)) }
    return try Mixture(files: files)
  }

  func model(_ input: StageInput) throws -> StoredModel {
    try StoredModel(files: needed(input))
  }

  /// The files of a model that an option names, to be passed on as they are.
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
  /// The final value of a metric of the stage that was measured.
  func figure(_ metric: String) throws -> Double {
    if let value = metrics.final(metric) { return value }
    let known = Set(metrics.map(\.name)).sorted().joined(separator: ", ")
    throw StageError("the measured stage has no metric '\(metric)'; it has \(known)")
  }
}

extension [Metric] {
  /// The final value of a metric.
  func final(_ name: String) -> Double? { last { $0.name == name && $0.step == nil }?.value }
}
