internal import ArgumentParser
internal import Pipeline
internal import Spec
internal import Stages
internal import Storage

/// A model that a command line names: a folder, or a stage of a run.
struct ModelReference {
  static let help: ArgumentHelp = """
    A model: a folder of bondlab or of Hugging Face's layout; RUN/STAGE with a run's number; or \
    EXPERIMENT/STAGE for its last run. A \
    stage of several cells is told by its coordinates, as in 'quickstart/tuned[arm=mpo,seed=1]'.
    """

  private static let descriptionFile = "model.json"
  private let text: String

  init(_ text: String) { self.text = text }

  /// Finds the model.
  ///
  /// - Throws: ``RequestError`` where there is no such model, with what was perhaps meant.
  func source(in results: ResultsArguments) throws -> ModelSource {
    if FileKind(atPath: text) == .folder { return .folder(text) }
    guard let slash = text.firstIndex(of: "/") else {
      throw RequestError("'\(text)' is neither a folder nor RUN/STAGE")
    }
    let store = try results.reading()
    let run = try run(String(text[..<slash]), store)
    let stage = try stage(String(text[text.index(after: slash)...]), of: run)
    return .files(try files(of: stage, of: run, store))
  }

  private func run(_ name: String, _ store: ResultsStore) throws -> RunRecord {
    if let number = Int(name) {
      if let run = try store.run(number) { return run }
      let last = try store.runs().first.map { "the last is \($0.id)" } ?? "nothing has been run"
      throw RequestError("there is no run \(number); \(last)")
    }
    if let number = try store.lastRun(of: name), let run = try store.run(number) { return run }
    let known = Set(try store.runs().map(\.experiment)).sorted()
    let hint = Suggestion.hint(for: name, among: known, noun: "run here")
    throw RequestError("no run is of an experiment '\(name)'; \(hint)")
  }

  /// The one stage of that id, or of that name with those coordinates among its own.
  private func stage(_ wanted: String, of run: RunRecord) throws -> RunStageRecord {
    if let exact = run.stages.first(where: { $0.id.description == wanted }) { return exact }
    let name = String(wanted.prefix { $0 != "[" })
    let coordinates = wanted.dropFirst(name.count).filter { $0 != "[" && $0 != "]" }
      .split(separator: ",").map { $0.filter { !$0.isWhitespace } }
    let named = run.stages.filter { $0.name == name }
    guard !named.isEmpty else {
      let known = Set(run.stages.map(\.name)).sorted()
      let hint = Suggestion.hint(for: name, among: known, noun: "stage")
      throw RequestError("run \(run.summary.id) has no stage '\(name)'; \(hint)")
    }
    let found = named.filter { stage in
      let places = stage.cell.map { "\($0.axis)=\($0.label)" }
      return coordinates.allSatisfy(places.contains)
    }
    if found.count == 1 { return found[0] }
    let shown = (found.isEmpty ? named : found).prefix(12).map(\.id.description)
    throw RequestError(
      found.isEmpty
        ? "no cell of '\(name)' is \(coordinates.joined(separator: ", ")); there are: "
          + shown.joined(separator: " ")
        : "'\(wanted)' is \(found.count) stages; name one of: \(shown.joined(separator: " "))")
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
