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
      _ = try options(part, survey, executor)
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

  /// Makes the options of the run and checks that every stage can get what it asks for.
  ///
  /// - Throws: Where a stage that is to be done asks for more than there is.
  private func options(
    _ part: PlannedPart, _ survey: Survey, _ executor: any Executor
  ) throws -> RunOptions {
    var options = try limits.options(
      keepsGoing: keepGoing, forced: part.forced, capacity: executor.capacity)
    options.tokensElsewhere = executor.countedTokens
    try options.check(part.plan, survey)
    if executor.capacity == nil, survey.counts.cached < part.plan.stages.count {
      options.predictedMemory = Dictionary(
        PlanOutlook(part.plan).trainings.map { ($0.stage, $0.bytes) },
        uniquingKeysWith: { first, _ in first })
    }
    return options
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
    let (survey, run, options) = try store.sharing {
      let found = try part.survey(store)
      for notice in try part.notices(found) { say(notice) }
      var options = try self.options(part, found, executor)
      let survey = try part.accept(found, in: store, report: say)
      let run = try store.beginRun(plan, request, statuses: survey.statuses)
      options.session = "\(run)"
      return (survey, run, options)
    }
    let display = json ? nil : ProgressDisplay(total: plan.stages.count, isQuiet: quiet)
    let completion = onDone.map { CompletionCommand($0) }
    var observers: [any RunObserver] = [RunRecorder(store, run: run, search: plan.search)]
    if json { observers.append(EventLines(run: run) { Date().formatted(.iso8601) }) }
    if let display { observers.append(display) }
    if let completion { observers.append(completion) }
    let scheduler = Scheduler(
      plan, edges: part.edges, survey: survey, keying: part.keying, store: store,
      executor: executor, options: options,
      logFile: { try store.logFile(run: run, stage: $0) }, observers: observers)
    let monitor = InterruptMonitor { scheduler.interrupt() }
    let begun = ContinuousClock.now
    let outcome = withExtendedLifetime(monitor) { scheduler.run() }
    if let tables = try tables(outcome, plan, store, run) {
      try show(tables, plan, store, run, duration: begun.duration(to: .now) / .seconds(1))
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

  /// Makes the tables that a run ends with; nil where there are none to show.
  ///
  /// After failures with `--keep-going`, the tables have what is there.
  private func tables(
    _ outcome: RunState.Outcome, _ plan: Plan, _ store: ResultsStore, _ run: Int
  ) throws -> ResultTables? {
    guard selection.isEverything else { return nil }
    switch outcome {
    case .done: return try ResultTables(plan, rows: store.rows(ofRun: run))
    case .failed where keepGoing:
      return try StoredMetrics(plan, store, command: typed).tables(withCurves: true)
    case .failed, .interrupted: return nil
    }
  }

  private func show(
    _ tables: ResultTables, _ plan: Plan, _ store: ResultsStore, _ run: Int, duration: Double
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
      let files = try folder.write(tables.all + [tables.tidy()])
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
