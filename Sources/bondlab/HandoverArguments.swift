internal import ArgumentParser
internal import FoundationEssentials
internal import Options
internal import Pipeline
internal import Platform
internal import Reporting
internal import Spec
internal import Storage

/// The options that write results for other programs.
struct HandoverArguments: ParsableArguments {
  @Flag(help: "Write results.csv alone: every metric, one number a row")
  var tidy = false

  @Option(
    help: ArgumentHelp(
      """
      Write nothing but a file store of MLflow into this folder, with a run for each stage of each \
      cell
      """, valueName: "folder"))
  var mlflow: String?

  @Option(
    help: ArgumentHelp(
      """
      Write nothing but event files for TensorBoard into this folder, with a run for each stage of \
      each cell
      """, valueName: "folder"))
  var tensorboard: String?

  @Option(
    help: ArgumentHelp(
      """
      Write nothing but what goes into a paper into this folder: each table as LaTeX, each picture \
      of the spec as PDF
      """, valueName: "folder"))
  var paper: String?

  @Option(help: "Format of the pictures of --paper: \(PictureFormat.names)")
  var pictures = PictureFormat.pdf

  /// Whether other programs get the results instead of a folder of tables.
  var isForOthers: Bool { mlflow != nil || tensorboard != nil || paper != nil }

  /// Writes what is asked for, and prints the folders.
  func write(_ stored: StoredMetrics, details: Bool) throws {
    if let folder = paper.map(absolute) {
      try PaperFolder(path: folder, pictures: pictures).write(stored)
    }
    guard mlflow != nil || tensorboard != nil else { return }
    let runs = try stored.stageRuns(details: details)
    if let folder = tensorboard.map(absolute) {
      try write(TensorBoardFolder.files(runs), to: folder)
    }
    if let folder = mlflow.map(absolute) {
      let store = MLflowStore(
        experiment: stored.plan.experiment, commit: try stored.commit(), folder: folder)
      for path in store.folders(runs) { try FileSystem.makeFolder("\(folder)/\(path)") }
      try write(store.files(runs).map { ($0.path, Array($0.text.utf8)) }, to: folder)
    }
  }

  private func write(_ files: [(path: String, bytes: [UInt8])], to folder: String) throws {
    try FileSystem.makeFolder(folder)
    for (path, bytes) in files {
      try FileSystem.makeFolder(FileSystem.folder(of: "\(folder)/\(path)"))
      try DurableFile.write(bytes, to: "\(folder)/\(path)", durability: .none)
    }
    print(folder)
  }

  private func absolute(_ path: String) -> String {
    URL(filePath: HomeFolder.expanded(path)).standardizedFileURL.path
  }
}

extension StoredMetrics {
  /// The git commit of the results; nil outside git.
  func commit() throws -> String? { try store.origin(ofStages: keys.map(\.key)).revision }

  /// Reads the finished stages as runs of other programs.
  ///
  /// - Parameter details: Whether metrics that are declared as details are among them.
  func stageRuns(details: Bool) throws -> [StageRun] {
    let rows = try store.metrics(ofStages: finished, withCurves: true)
    let shown = details ? nil : rows.indicesWithoutDetails(plan.stages)
    var indices = Array(repeating: [Int](), count: finished.count)
    for index in shown ?? Array(rows.indices) { indices[rows.source(index)].append(index) }
    let stages = Dictionary(plan.stages.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    return try zip(keys, indices).compactMap { key, indices in
      guard let stage = stages[key.stage], let times = try store.times(ofStage: key.key) else {
        return nil
      }
      let end = try Date(times.finished, strategy: .iso8601).timeIntervalSince1970
      return StageRun(
        name: stage.id.description, fingerprint: key.key.description, stage: stage.name,
        kind: stage.declaration.kind, cell: stage.cell.map { ($0.axis, $0.label) },
        options: options(of: stage), begun: Int((end - times.seconds) * 1000),
        finished: Int(end * 1000), points: points(rows, at: indices))
    }
  }

  /// Returns the options that have a value, sorted by name; a text of several lines as JSON.
  private func options(of stage: PlannedStage) -> [(name: String, value: String)] {
    (stage.options.map ?? [:]).sorted { $0.key < $1.key }.filter { $0.value != .null }
      .map { name, value in
        let text = value.text.flatMap { $0.contains(where: \.isNewline) ? nil : $0 }
        return (name, text ?? value.canonicalJSON)
      }
  }

  /// Returns the points of curves, and the final values at the last step; a final value whose
  /// metric has a curve, too, is called `NAME_final`.
  private func points(_ rows: ResultRows, at indices: [Int]) -> [StageRun.Point] {
    let curves = Set(indices.filter { rows.step($0) != nil }.map { rows.metric($0) })
    let last = indices.compactMap { rows.step($0) }.max() ?? 0
    return indices.map { index in
      let name = rows.metrics[rows.metric(index)]
      let isBesideCurve = rows.step(index) == nil && curves.contains(rows.metric(index))
      return StageRun.Point(
        metric: isBesideCurve ? "\(name)_final" : name, step: rows.step(index) ?? last,
        value: rows.value(index))
    }
  }
}
