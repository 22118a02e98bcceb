internal import FoundationEssentials
internal import Options
internal import Pipeline
internal import Platform
internal import Reporting
internal import Scheduling
internal import Spec
internal import Statistics
internal import Storage

/// Collects what a report of a spec shows.
struct ReportContent {
  /// The most that all logs together take in a page, in bytes, and the most of one.
  private static let logBytes = (all: 4 << 20, one: 4096)

  private let stored: StoredMetrics
  private let histories: [Fingerprint: StageHistory]
  /// The energy that the machine took while a stage was done, in joules, where it is known.
  private let energies: [ResultRows.Source: Double]
  /// The environments in which stages were done, in the order of the first stage of each.
  private let environments: [[String: String]]
  /// Whether a log, given by its path, may be shown.
  private let mayShow: (String) -> Bool

  init(
    _ stored: StoredMetrics, mayShow: @escaping (String) -> Bool = { _ in true }
  ) throws {
    (self.stored, self.mayShow) = (stored, mayShow)
    histories = try stored.histories()
    energies = try stored.energies()
    var seen: [[String: String]] = []
    for (_, key) in stored.keys {
      guard let environment = histories[key]?.environment, !seen.contains(environment) else {
        continue
      }
      seen.append(environment)
    }
    environments = seen
  }

  func report() throws -> Report {
    let tables = try stored.tables(withCurves: false, isTraced: true)
    let drawn = try stored.pictures()
    let pictures = drawn.names.compactMap { name in
      drawn.svg(name).map { Report.Picture(name: name, drawing: $0) }
    }
    return Report(
      experiment: stored.plan.experiment, about: stored.plan.about, facts: facts,
      remarks: stored.shortage + tables.warnings, tables: tables.all, pictures: pictures,
      axes: stored.plan.axes, stages: stages, environments: environments.map(sorted))
  }

  private func sorted(_ facts: [String: String]) -> [(name: String, value: String)] {
    facts.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
  }

  private var facts: [(name: String, value: String)] {
    let known = stored.keys.compactMap { histories[$0.key] }
    let seconds = known.compactMap(\.seconds).reduce(0, +)
    let commits = Set(known.compactMap { $0.run?.revision }).sorted()
    let programs = Set(known.compactMap { $0.run?.program }).sorted()
    return [
      ("cells", "\(stored.plan.cells.count)"),
      ("stages", "\(stored.keys.count) of \(stored.plan.stages.count) done"),
      ("time", ProgressText.duration(seconds) + " of work"),
      ("git commit", commits.joined(separator: ", ")),
      ("bondlab", programs.joined(separator: ", ")),
    ].filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) }
  }

  private var stages: [Report.Stage] {
    let keys = Dictionary(
      stored.keys.map { ($0.stage, $0.key) }, uniquingKeysWith: { first, _ in first })
    let share = Self.logBytes.all / max(1, stored.plan.stages.count)
    let bytes = min(Self.logBytes.one, share)
    return stored.plan.stages.map { stage in
      let history = keys[stage.id].flatMap { histories[$0] }
      let log = history?.run?.log.flatMap { path in
        mayShow(path) ? LogEnd.text(ofFile: path, bytes: bytes) : nil
      }
      return stored.stage(
        stage, history, keys[stage.id], log: log ?? "",
        joules: energies[ResultRows.Source(stage: stage.name, cell: stage.cell)],
        environment: history.flatMap { environments.firstIndex(of: $0.environment) })
    }
  }
}

extension StoredMetrics {
  /// Returns how the finished stages were done, by their keys' fingerprints.
  fileprivate func histories() throws -> [Fingerprint: StageHistory] {
    try store.histories(of: keys.map(\.key))
  }

  /// Returns the energy that the machine took while each stage was done, where it was counted.
  fileprivate func energies() throws -> [ResultRows.Source: Double] {
    let rows = try timings()
    let name = MetricDeclaration.machineJoules.name
    return Dictionary(
      rows.indices.filter { rows.metrics[rows.metric($0)] == name && rows.step($0) == nil }
        .map { (rows.sources[rows.source($0)], rows.value($0)) },
      uniquingKeysWith: { $1 })
  }

  /// Makes the part of a report about a stage.
  ///
  /// - Parameters:
  ///   - log: The end of its log.
  ///   - joules: The energy that the machine took meanwhile.
  ///   - environment: The number of its environment.
  fileprivate func stage(
    _ stage: PlannedStage, _ history: StageHistory?, _ key: Fingerprint?, log: String,
    joules: Double?, environment: Int?
  ) -> Report.Stage {
    var facts: [(name: String, value: String)] = []
    if let key { facts.append(("key", key.description)) }
    if let run = history?.run {
      facts.append(("run", "\(run.id)"))
      if run.attempts > 1 { facts.append(("attempts", "\(run.attempts)")) }
    }
    if let history {
      facts.append(("finished", history.finished))
      if let seconds = history.seconds {
        facts.append(("time", ProgressText.duration(seconds)))
      }
      if let joules {
        let whole = joules < 100 ? nil : Int(exactly: joules.rounded())?.grouped
        let amount = whole ?? "\((joules * 10).rounded() / 10)"
        facts.append(("energy", "\(amount) J of the whole machine meanwhile"))
      }
    }
    return Report.Stage(
      id: stage.id, name: stage.name, cell: stage.cell, kind: stage.declaration.kind,
      status: key == nil ? absence(of: stage.id) : "done", facts: facts,
      options: history?.options ?? stage.options.canonicalJSON, log: log,
      environment: environment)
  }
}

/// The last lines of a log.
private enum LogEnd {
  /// Reads whole lines from the end of a file; nothing where it can't be read.
  static func text(ofFile path: String, bytes: Int) -> String {
    guard let all = try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) else {
      return ""
    }
    if all.count <= bytes { return String(decoding: all, as: UTF8.self) }
    let end = all.suffix(bytes)
    let start = end.firstIndex(of: UInt8(ascii: "\n")).map { end.index(after: $0) }
    return "…\n" + String(decoding: end[(start ?? end.startIndex)...], as: UTF8.self)
  }
}
