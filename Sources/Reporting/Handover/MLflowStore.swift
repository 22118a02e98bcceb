internal import Serialization
internal import Spec

/// A file store of MLflow (`mlruns`): an experiment, and in it a run for each stage of each cell.
///
/// A run's id is made of the experiment, the stage and its key, so that the same results give the
/// same runs again.
package struct MLflowStore {
  private static let longestParameter = 6000

  private let experiment: String
  private let commit: String?
  /// The URI of the store's folder.
  private let root: String

  /// - Parameters:
  ///   - folder: The absolute path of the store.
  ///   - commit: The git commit of the results; nil outside git.
  package init(experiment: String, commit: String?, folder: String) {
    (self.experiment, self.commit) = (experiment, commit)
    root = "file://" + Self.escaped(folder)
  }

  /// Returns the files of an experiment by their paths in the store.
  package func files(_ runs: [StageRun]) -> [(path: String, text: String)] {
    let begun = runs.map(\.begun).min() ?? 0
    let about = """
      artifact_location: \(quoted("\(root)/\(experimentID)"))
      creation_time: \(begun)
      experiment_id: '\(experimentID)'
      last_update_time: \(runs.map(\.finished).max() ?? begun)
      lifecycle_stage: active
      name: \(quoted(experiment))

      """
    return [("\(experimentID)/meta.yaml", about)]
      + runs.flatMap { run in
        let folder = "\(experimentID)/\(id(of: run))"
        return files(of: run).map { ("\(folder)/\($0.path)", $0.text) }
      }
  }

  /// Returns the paths of the folders that MLflow wants in a run, also where they are empty.
  package func folders(_ runs: [StageRun]) -> [String] {
    runs.flatMap { run in
      ["artifacts", "metrics", "params", "tags"].map { "\(experimentID)/\(id(of: run))/\($0)" }
    }
  }

  /// Eighteen digits, as MLflow makes them.
  private var experimentID: String {
    let number =
      Fingerprint(ofFields: ["mlflow", experiment]).leadingBits % 900_000_000_000_000_000
    return String(100_000_000_000_000_000 + number)
  }

  private func id(of run: StageRun) -> String {
    let digest = Fingerprint(ofFields: [experiment, run.name, run.fingerprint])
    return String(digest.description.prefix(32))
  }

  private func files(of run: StageRun) -> [(path: String, text: String)] {
    var tags = [
      ("mlflow.runName", run.name), ("mlflow.source.name", "bondlab"),
      ("mlflow.source.type", "LOCAL"), ("bondlab.stage", run.stage), ("bondlab.kind", run.kind),
      ("bondlab.key", run.fingerprint),
    ]
    if let commit { tags.append(("mlflow.source.git.commit", commit)) }
    return [("meta.yaml", about(run))] + tags.map { ("tags/\($0.0)", $0.1) }
      + parameters(of: run).map { ("params/\($0.0)", $0.1) }
      + metrics(of: run).map { ("metrics/\($0.0)", $0.1) }
  }

  private func about(_ run: StageRun) -> String {
    """
    artifact_uri: \(quoted("\(root)/\(experimentID)/\(id(of: run))/artifacts"))
    end_time: \(run.finished)
    entry_point_name: ''
    experiment_id: '\(experimentID)'
    lifecycle_stage: active
    run_id: '\(id(of: run))'
    run_name: \(quoted(run.name))
    run_uuid: '\(id(of: run))'
    source_name: bondlab
    source_type: 4
    source_version: \(quoted(commit ?? ""))
    start_time: \(run.begun)
    status: 3
    tags: []
    user_id: ''

    """
  }

  /// Returns the coordinates as `cell.AXIS`, and the options.
  private func parameters(of run: StageRun) -> [(String, String)] {
    let all =
      run.cell.map { ("cell.\($0.axis)", $0.label) } + run.options.map { ($0.name, $0.value) }
    let names = HandoverName.distinct(all.map { HandoverName.plain($0.0) })
    return zip(names, all).map { name, parameter in
      (name, String(parameter.1.prefix(Self.longestParameter)))
    }
  }

  /// Returns a file for each metric, with a line of time, value and step for each point.
  private func metrics(of run: StageRun) -> [(String, String)] {
    var (order, lines): ([String], [String: String]) = ([], [:])
    for point in run.points {
      if lines[point.metric] == nil { order.append(point.metric) }
      lines[point.metric, default: ""] +=
        "\(run.finished) \(NumberText.exact(point.value)) \(point.step)\n"
    }
    let names = HandoverName.distinct(order.map(HandoverName.plain))
    return zip(names, order).map { ($0, lines[$1] ?? "") }
  }

  /// Returns a text as YAML, of which JSON's strings are a part.
  private func quoted(_ text: String) -> String { JSONText.quoted(text, letters: "nrt") }

  /// Escapes a path for use in a URI.
  private static func escaped(_ path: String) -> String {
    path.utf8.map { byte in
      let isPlain =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || "/-._~".utf8.contains(byte)
      if isPlain { return String(UnicodeScalar(byte)) }
      return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}
