internal import ArgumentParser
internal import Fetching
internal import Options
internal import Pipeline
internal import Platform
internal import Spec
internal import Stages
internal import Storage

/// A model that a command line names: a folder, a model that can be fetched, or a stage of a run.
struct ModelReference {
  static let help: ArgumentHelp = """
    Model: a folder in the layout of bondlab or of Hugging Face; a name that `bondlab data list` \
    shows, such as minilm-l6; RUN/STAGE with the number of a run; or EXPERIMENT/STAGE for the last \
    run; a stage of several cells is given with its cell, as in 'quickstart/tuned[arm=mpo,seed=1]'
    """

  private static let descriptionFile = "model.json"
  private let text: String

  init(_ text: String) { self.text = HomeFolder.expanded(text) }

  /// Finds the model.
  ///
  /// - Throws: ``RequestError`` with a suggestion, where there is no such model.
  func source(in results: ResultsArguments) throws -> ModelSource { try found(in: results).source }

  /// Finds the model and the history of how it was made, as far as it is known.
  ///
  /// - Throws: ``RequestError`` with a suggestion, where there is no such model.
  func found(in results: ResultsArguments) throws -> (source: ModelSource, history: ModelHistory) {
    if let model = try KnownModelFolder(named: text) {
      return (.folder(model.path), ModelHistory("It was read as \(model.about)."))
    }
    if FileKind(atPath: text) == .folder {
      let name = text.split(separator: "/").last.map(String.init) ?? text
      return (.folder(text), ModelHistory("It was read from a folder `\(name)`."))
    }
    let looksLikePath = ["/", ".", "~"].contains { text.hasPrefix($0) }
    if looksLikePath { throw RequestError("'\(text)': there is no such folder") }
    guard let slash = text.firstIndex(of: "/") else {
      let hint = Suggestion.hint(for: text, among: KnownModelFolder.names, noun: "model")
      throw RequestError(
        "'\(text)' is neither a folder nor RUN/STAGE nor a model that can be fetched; \(hint)")
    }
    let store = try results.reading()
    let run = try RunReference(String(text[..<slash])).find(in: store)
    let stage = try run.stage(named: String(text[text.index(after: slash)...]))
    return (.files(try files(of: stage, of: run, store)), try history(of: stage, of: run, store))
  }

  private func history(
    of stage: RunStageRecord, of run: RunRecord, _ store: ResultsStore
  ) throws -> ModelHistory {
    let spec = run.request.specFile.split(separator: "/").last.map(String.init) ?? ""
    let commit = run.request.revision.map { ", at git commit \($0)" } ?? ""
    return ModelHistory(
      "BondLab \(run.version) made it as `\(stage.id)` of the experiment "
        + "`\(run.summary.experiment)` (`\(spec)`\(commit)), from these stages:",
      steps: try store.lineage(of: stage, in: run).map { step in
        (stage: step.stage.description, kind: step.work.kind, options: step.work.options)
      })
  }

  private func files(
    of stage: RunStageRecord, of run: RunRecord, _ store: ResultsStore
  ) throws -> [String: String] {
    guard stage.status.isFinished, let fingerprint = stage.fingerprint else {
      throw RequestError(
        "\(stage.id) of run \(run.summary.id) has not finished: it is \(stage.status.rawValue)")
    }
    guard let finished = try store.finished(fingerprint) else {
      throw RequestError(
        "the files of \(stage.id) are gone or damaged; bondlab run \(run.request.specFile) "
          + "makes them again")
    }
    guard finished.files[Self.descriptionFile] != nil else {
      throw RequestError(
        "\(stage.id) leaves no model; it leaves: "
          + finished.files.keys.sorted().joined(separator: ", "))
    }
    return finished.files
  }
}
