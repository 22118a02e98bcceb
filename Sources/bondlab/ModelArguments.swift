internal import ArgumentParser
internal import Pipeline
internal import Spec
internal import Stages
internal import Storage

/// The argument that names a model, and where what was run is kept.
struct ModelArguments: ParsableArguments {
  @Argument(
    help: """
      The model: a folder, or EXPERIMENT/STAGE of the last run, such as \
      'quickstart/tuned[arm=mpo,seed=1]'.
      """)
  var model: String
  @OptionGroup var results: ResultsArguments

  /// Finds what the argument names.
  func reference() throws -> ModelReference {
    if FileKind(atPath: model) == .folder { return .folder(model) }
    let names = model.split(separator: "/", maxSplits: 1).map(String.init)
    guard names.count == 2 else {
      throw RequestError("\(model): expected a folder, or EXPERIMENT/STAGE of what was run")
    }
    let store = try results.reading()
    guard let run = try store.lastRun(of: names[0]), let record = try store.run(run) else {
      throw RequestError("\(model): there is no such folder, and '\(names[0])' has not been run")
    }
    let stage = try stage(names[1], of: record)
    guard stage.status.isFinished, let key = stage.fingerprint,
      let files = try store.finished(key)?.files
    else { throw RequestError("'\(stage.id)' of the last run is not finished, or was removed") }
    guard files["model.json"] != nil else {
      let kept = files.keys.sorted().joined(separator: ", ")
      throw RequestError("'\(stage.id)' keeps no model\(kept.isEmpty ? "" : " but \(kept)")")
    }
    return .files(files)
  }

  /// The stage of that name with its cell, or the only one of that name.
  private func stage(_ name: String, of record: RunRecord) throws -> RunStageRecord {
    let exact = record.stages.filter { $0.id.description == name }
    let found = exact.isEmpty ? record.stages.filter { $0.name == name } : exact
    if found.count == 1 { return found[0] }
    if found.isEmpty {
      var names: [String] = []
      for stage in record.stages where !names.contains(stage.name) { names.append(stage.name) }
      throw RequestError(
        "\(model): no stage of the last run is called '\(name)'; there are: "
          + names.joined(separator: ", "))
    }
    throw RequestError(
      "\(model): more than one stage of the last run is called '\(name)'; there are: "
        + found.map(\.id.description).joined(separator: ", "))
  }
}
