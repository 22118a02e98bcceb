internal import Options
internal import Datasets
internal import Models
internal import Pipeline
internal import Spec

extension StageJob {
  func dataset(_ input: StageInput) throws -> EncodedDataset { try dataset(input.role) }
  func mixture(_ input: StageInput) throws -> Mixture { try mixture(input.role) }
  func model(_ input: StageInput) throws -> StoredModel { try model(input.role) }

  /// The files of the stage that an option names; nil where the option is left out.
  func files(_ input: StageInput) -> [String: String]? { files(input.role) }

  /// The files of the stage that an option names; nil where the option is left out.
  func files(_ role: String) -> [String: String]? {
    inputs.first { $0.role == role }?.files
  }

  func dataset(_ role: String) throws -> EncodedDataset {
    guard let files = files(role) else { throw StageError("the option `\(role)` is missing") }
    return try EncodedDataset(files: files)
  }

  /// A mixture, or data alone.
  func mixture(_ role: String) throws -> Mixture {
    guard let files = files(role), files[Mixture.fileName] != nil else {
      return Mixture(try dataset(role))
    }
    return try Mixture(files: files)
  }

  func model(_ role: String) throws -> StoredModel {
    guard let files = files(role) else { throw StageError("the option `\(role)` is missing") }
    return try StoredModel(files: files)
  }

  /// An option that its declaration guarantees.
  func integer(_ name: String) -> Int { options[name]?.integer ?? 0 }
  func number(_ name: String) -> Double { options[name]?.number ?? 0 }
  func text(_ name: String) -> String { options[name]?.text ?? "" }
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
