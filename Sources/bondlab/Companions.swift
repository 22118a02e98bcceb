internal import Pipeline
internal import Reporting
internal import Spec
internal import Storage

/// Writes companions beside the CSV files that are made of a plan's stored results.
struct Companions {
  private let plan: Plan
  private let source: SpecSource
  private let store: ResultsStore
  /// The finished stages by their keys.
  private let keys: [(stage: StageID, key: Fingerprint)]
  private let absent: [StageID: Table.Absence]
  private let options: TableCompanion.Options
  /// The names of stages by their ids.
  private let names: [StageID: String]

  /// Prepares the companions of a plan's files.
  ///
  /// - Parameters:
  ///   - source: What the plan was made of.
  ///   - keys: The finished stages by their keys.
  ///   - absent: The stages without results, and why.
  ///   - options: The options of `export` that the files are written with.
  init(
    _ plan: Plan, _ source: SpecSource, _ store: ResultsStore,
    keys: [(stage: StageID, key: Fingerprint)], absent: [StageID: Table.Absence],
    _ options: TableCompanion.Options = TableCompanion.Options()
  ) {
    (self.plan, self.source, self.store) = (plan, source, store)
    (self.keys, self.absent, self.options) = (keys, absent, options)
    names = Dictionary(plan.stages.map { ($0.id, $0.name) }, uniquingKeysWith: { a, _ in a })
  }

  /// Prepares the companions of the tables of a run that is done.
  init(_ plan: Plan, _ source: SpecSource, _ store: ResultsStore, doneIn run: Int) throws {
    self.init(plan, source, store, keys: try store.finishedKeys(ofRun: run), absent: [:])
  }

  /// Writes the companion of a file that has a table.
  func write(beside file: String, of table: Table) throws {
    let stages = plan.stages(ofTable: table.name)
    let isList = [ResultTables.tidyName, ResultTables.timingsName].contains(table.name)
    func count(_ absence: Table.Absence) -> Int {
      isList ? absent.values.count { $0 == absence } : table.count(absence)
    }
    try write(
      .table(table.name), beside: file,
      from: keys.filter { names[$0.stage].map(stages.contains) == true },
      notRun: count(.notRun), failed: count(.failed),
      TableCompanion.Options(
        allMetrics: options.allMetrics && table.name == ResultTables.tidyName,
        excel: options.excel))
  }

  /// Writes the companion of a file that has a stage's predictions.
  func write(beside file: String, ofPredictionsOf stage: StageID) throws {
    try write(
      .predictions(stage.description), beside: file, from: keys.filter { $0.stage == stage },
      TableCompanion.Options(excel: options.excel))
  }

  private func write(
    _ content: TableCompanion.Content, beside file: String,
    from keys: [(stage: StageID, key: Fingerprint)], notRun: Int = 0, failed: Int = 0,
    _ options: TableCompanion.Options = TableCompanion.Options()
  ) throws {
    let joint = try store.origin(ofStages: keys.map(\.key))
    let machines = joint.environments.map(MachineClass.init).reduce(into: [MachineClass]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let companion = TableCompanion(
      experiment: plan.experiment, content: content,
      digest: try Fingerprint(ofFile: file).description, notRun: notRun, failed: failed,
      options: options,
      origin: TableCompanion.Origin(
        program: joint.version, commit: joint.revision, date: joint.finished, machines: machines),
      overrides: source.overrides, files: source.files,
      stages: Dictionary(
        keys.map { ($0.stage.description, $0.key.description) }, uniquingKeysWith: { a, _ in a }))
    try writeAtomically(companion.text, to: file + TableCompanion.ending)
  }
}
