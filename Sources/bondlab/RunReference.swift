internal import Pipeline
internal import Options
internal import Spec
internal import Storage

/// A run that a command line names: its number, or its experiment for the last run of it.
struct RunReference {
  static let help =
    "Run: its number, as `bondlab runs` lists it, or the name of an experiment for its last run"

  private let text: String

  init(_ text: String) { self.text = text }

  /// Finds the run that a text names, or the last one of all where there is no text.
  static func find(_ text: String?, in store: ResultsStore) throws -> RunRecord {
    if let text { return try RunReference(text).find(in: store) }
    guard let number = try store.runs().first?.id, let run = try store.run(number) else {
      throw RequestError("nothing has been run here; is --results right?")
    }
    return run
  }

  /// Finds the run.
  ///
  /// - Throws: ``RequestError`` with a suggestion, where there is no such run.
  func find(in store: ResultsStore) throws -> RunRecord {
    if let number = Int(text) {
      if let run = try store.run(number) { return run }
      let last = try store.runs().first.map { "the last is \($0.id)" } ?? "nothing has been run"
      throw RequestError("there is no run \(number); \(last)")
    }
    if let number = try store.lastRun(of: text), let run = try store.run(number) { return run }
    let known = Set(try store.runs().map(\.experiment)).sorted()
    let hint = Suggestion.hint(for: text, among: known, noun: "run here")
    throw RequestError("no run is of an experiment '\(text)'; \(hint)")
  }
}

extension RunRecord {
  /// Finds the one stage with this id, or with this name and these coordinates among its own.
  ///
  /// - Throws: ``RequestError`` with the names of stages, where none or several of them fit.
  func stage(named wanted: String) throws -> RunStageRecord {
    if let exact = stages.first(where: { $0.id.description == wanted }) { return exact }
    let name = String(wanted.prefix { $0 != "[" })
    let coordinates = wanted.dropFirst(name.count).filter { $0 != "[" && $0 != "]" }
      .split(separator: ",").map { $0.filter { !$0.isWhitespace } }
    let named = stages.filter { $0.name == name }
    guard !named.isEmpty else {
      let hint = Suggestion.hint(
        for: name, among: Set(stages.map(\.name)).sorted(), noun: "stage")
      throw RequestError("run \(summary.id) has no stage '\(name)'; \(hint)")
    }
    let found = named.filter { stage in
      let own = stage.cell.map { "\($0.axis)=\($0.label)" }
      return coordinates.allSatisfy(own.contains)
    }
    if found.count == 1 { return found[0] }
    let shown = (found.isEmpty ? named : found).prefix(12).map(\.id.description)
    throw RequestError(
      found.isEmpty
        ? "no cell of '\(name)' is \(coordinates.joined(separator: ", ")); there are: "
          + shown.joined(separator: " ")
        : "'\(wanted)' is \(found.count) stages; name one of: \(shown.joined(separator: " "))")
  }
}
