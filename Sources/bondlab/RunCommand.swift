internal import ArgumentParser
internal import FoundationEssentials
internal import Pipeline
internal import Reporting
internal import Scheduling
internal import Spec
internal import Stages
internal import Storage

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs the stages that are not cached, prints the tables and writes them as CSV",
    discussion: """
      Stages that were done before, in this or another experiment, are taken from the store. \
      Interrupt once to stop cleanly, twice to stop at once; the same command continues from there.
      """)

  @OptionGroup var spec: SpecArguments
  @OptionGroup var results: ResultsArguments

  @OptionGroup var selection: SelectionArguments

  @OptionGroup var treatment: TreatmentArguments

  @OptionGroup var limits: LimitArguments

  @Flag(help: "Continue with stages that do not need a failed one")
  var keepGoing = false

  @OptionGroup var execution: ExecutorArguments

  @Flag(help: "Show no progress; failures are still printed")
  var quiet = false

  @Flag(help: "Print events for programs, one JSON object a line, and no progress or tables")
  var json = false

  @Option(
    help: ArgumentHelp(
      """
      Command that /bin/sh runs at the end, with BONDLAB_OUTCOME, BONDLAB_EXPERIMENT, \
      BONDLAB_RUN, BONDLAB_RESULTS and BONDLAB_FAILED in its environment
      """, valueName: "command"))
  var onDone: String?

  @Flag(help: "Run in the background, also when the terminal is closed")
  var detach = false

  func run() throws {
    let written = try spec.read()
    let part = try PlannedPart(selection.part(of: written.plan()), treatment)
    if let missing = MissingData.message(of: part.plan) { throw RequestError(missing) }
    if detach {
      let store = try results.reading()
      let survey = try part.survey(store)
      _ = try part.notices(survey)
      let executor = try execution.make(store, grace: limits.graceSeconds)
      _ = try limits.options(for: part, survey, executor, keepsGoing: keepGoing)
      return try DetachedRun.start(part.plan.experiment, results: results.folder)
    }
    let outcome = try perform(part, request(written))
    switch outcome {
    case .done: break
    case .failed: throw ExitCode(1)
    case .interrupted: throw ExitCode(3)
    }
  }

  private func request(_ written: ExperimentSpec) -> RunRequest {
    RunRequest(
      specFile: written.file, specText: written.text, included: written.files.included,
      command: CommandLine.arguments.joined(separator: " "),
      revision: GitCommit.current(ofFile: written.file))
  }

  private func perform(_ part: PlannedPart, _ request: RunRequest) throws -> RunState.Outcome {
    do {
      return try perform(part, request, results.writing())
    } catch let damage as DatabaseDamage {
      // The database is rebuilt from the records of finished stages, so that none is repeated.
      return try perform(part, request, results.writing(after: damage))
    }
  }

  private func perform(
    _ part: PlannedPart, _ request: RunRequest, _ store: ResultsStore
  ) throws -> RunState.Outcome {
    let plan = part.plan
    let executor = try execution.make(store, grace: limits.graceSeconds)
    // Files that the survey finds are safe from `cache gc` once the run is recorded to need them.
    let begun = try store.sharing {
      let found = try part.survey(store)
      for notice in try part.notices(found) { say(notice) }
      let options = try limits.options(for: part, found, executor, keepsGoing: keepGoing)
      let survey = try part.accept(found, in: store, report: say)
      return try BegunRun(part, request, store, survey, executor, options)
    }
    let run = begun.number
    let display = json ? nil : ProgressDisplay(total: plan.stages.count, isQuiet: quiet)
    let completion = onDone.map { CompletionCommand($0) }
    var observers: [any RunObserver] = []
    if json { observers.append(EventLines(run: run) { Date().formatted(.iso8601) }) }
    if let display { observers.append(display) }
    if let completion { observers.append(completion) }
    let start = ContinuousClock.now
    let outcome = begun.perform(observers)
    let source = SpecSource(
      file: request.specFile, text: request.specText, included: request.included,
      overrides: spec.overrides)
    if let (tables, companions) = try tables(outcome, plan, source, store, run) {
      let seconds = start.duration(to: .now) / .seconds(1)
      try show(tables, companions, plan, store, run, duration: seconds)
    }
    completion?.perform(
      outcome, experiment: plan.experiment, run: run, results: store.folder)
    display?.conclude(rerun: command)
    return outcome
  }

  private func say(_ line: String) { if !quiet && !json { complain(line) } }

  /// The command as it was typed, without the options that select stages.
  private var typed: String { "bondlab run \(spec.words)\(results.words)" }

  /// Makes the command that runs a stage alone.
  private func command(for stage: PlannedStage) -> String {
    "\(typed) --only \(stage.id.description.shellWord)"
  }

  /// Makes the tables that a run ends with and their companions; nil where there are none to show.
  ///
  /// After failures with `--keep-going`, the tables have what is there.
  private func tables(
    _ outcome: RunState.Outcome, _ plan: Plan, _ source: SpecSource, _ store: ResultsStore,
    _ run: Int
  ) throws -> (ResultTables, Companions)? {
    guard selection.isEverything else { return nil }
    switch outcome {
    case .done:
      let tables = try ResultTables(
        plan, rows: store.rows(ofRun: run), planned: PlannedMetrics.rows(of: plan))
      return (tables, try Companions(plan, source, store, doneIn: run))
    case .failed where keepGoing:
      let stored = try StoredMetrics(plan, store, command: typed)
      return (try stored.tables(withCurves: true), stored.companions(source))
    case .failed, .interrupted: return nil
    }
  }

  private func show(
    _ tables: ResultTables, _ companions: Companions, _ plan: Plan, _ store: ResultsStore,
    _ run: Int, duration: Double
  ) throws {
    for warning in tables.warnings { complain("warning: \(warning)") }
    if !json, !tables.all.isEmpty {
      print()
      bondlab.show(tables.all, as: TextExporter.self)
    }
    let folder = TableFolder(path: "\(results.folder)/\(plan.experiment)")
    try store.publish(run: run) {
      let lost = folder.entries(missingFrom: tables)
      if !lost.isEmpty {
        warnOfKeptTables(folder, lost)
        return []
      }
      let files = try folder.write(tables.all + [tables.tidy()], companions)
      let names = files.map { $0.dropFirst(folder.path.count + 1) }.joined(separator: ", ")
      say("wrote \(names) in \(folder.path) after \(ProgressText.duration(duration))")
      if let line = try folder.removeFormer(besides: files, in: store) { say(line) }
      return files
    }
  }

  /// Says that the tables in the folder stay because they have results that the new ones lack.
  ///
  /// Such tables are never replaced unless that is asked for.
  private func warnOfKeptTables(_ folder: TableFolder, _ lost: [String]) {
    let words = "bondlab export \(spec.words)\(results.words)"
    complain(
      """
      \(folder.path) has tables with \(lost.count) entries that this run lacks, such as \
      \(lost[0]); they are left as they are. To replace them type: \(words)
      To write this run's tables elsewhere: \(words) --out FOLDER
      """)
  }
}
