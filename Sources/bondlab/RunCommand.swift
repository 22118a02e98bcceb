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
    abstract: "Runs what is not cached, prints the tables and writes them as CSV.",
    discussion: """
      Stages that were done before, here or in another experiment, are taken from the store. \
      Interrupt once to stop cleanly, twice to stop at once; the same command goes on from there.
      """)

  @OptionGroup var spec: SpecArguments
  @OptionGroup var results: ResultsArguments

  @OptionGroup var selection: SelectionArguments

  @OptionGroup var treatment: TreatmentArguments

  @OptionGroup var limits: LimitArguments

  @Flag(help: "Goes on with stages that don't need a failed one.")
  var keepGoing = false

  @OptionGroup var place: ExecutorArguments

  @Flag(help: "Shows no progress; failures are told all the same.")
  var quiet = false

  @Flag(help: "Tells programs what happens, a JSON object a line; prints no progress, no tables.")
  var json = false

  @Option(
    help: ArgumentHelp(
      """
      Runs this with /bin/sh at the end; it finds BONDLAB_OUTCOME, BONDLAB_EXPERIMENT, \
      BONDLAB_RUN, BONDLAB_RESULTS and BONDLAB_FAILED in its environment.
      """, valueName: "command"))
  var onDone: String?

  @Flag(help: "Runs in the background, and goes on when the terminal is closed.")
  var detach = false

  func run() throws {
    let written = try spec.read()
    let part = try PlannedPart(selection.part(of: written.plan()), treatment)
    if let missing = MissingData.message(of: part.plan) { throw RequestError(missing) }
    if detach {
      let store = try results.reading()
      let survey = try part.survey(store)
      _ = try part.notices(survey)
      let executor = try place.make(store, grace: limits.graceSeconds)
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
      specFile: written.file, specText: written.text,
      command: CommandLine.arguments.joined(separator: " "),
      revision: GitCommit.current(ofFile: written.file))
  }

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
      // Made anew from the records of finished stages, so that none is done again.
      return try perform(part, request, results.writing(after: damage))
    }
  }

  private func perform(
    _ part: PlannedPart, _ request: RunRequest, _ store: ResultsStore
  ) throws -> RunState.Outcome {
    let plan = part.plan
    let executor = try place.make(store, grace: limits.graceSeconds)
    // No cleaning removes what the survey finds before the run has written down that it needs it.
    let (survey, run, options) = try store.sharing {
      let found = try part.survey(store)
      for notice in try part.notices(found) { say(notice) }
      var options = try self.options(part, found, executor)
      let survey = try part.accept(found, in: store, tell: say)
      let run = try store.beginRun(plan, request, needs: survey.needs)
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

  /// What was typed, without what picks stages.
  private var typed: String { "bondlab run \(spec.words)\(results.words)" }

  /// The command that runs a stage alone.
  private func command(for stage: PlannedStage) -> String {
    "\(typed) --only \(stage.id.description.shellWord)"
  }

  /// The tables that a run ends with: all of them, or after failures that were to be borne, those
  /// of what is there; nil where there are none to show.
  private func tables(
    _ outcome: RunState.Outcome, _ plan: Plan, _ store: ResultsStore, _ run: Int
  ) throws -> ResultTables? {
    guard selection.isEverything else { return nil }
    switch outcome {
    case .done: return try ResultTables(plan, rows: store.rows(ofRun: run))
    case .failed where keepGoing:
      return try StoredFigures(plan, store, command: typed).tables(withCurves: true)
    case .failed, .interrupted: return nil
    }
  }

  private func show(
    _ tables: ResultTables, _ plan: Plan, _ store: ResultsStore, _ run: Int, duration: Double
  ) throws {
    for warning in tables.warnings { complain("warning: \(warning)") }
    if !json {
      for table in tables.all { print("\n" + TextExporter.render(table), terminator: "") }
    }
    let folder = TableFolder(path: "\(results.folder)/\(plan.experiment)")
    try store.publish(run: run) {
      let lost = folder.places(missingFrom: tables)
      if !lost.isEmpty {
        tellKept(folder, lost)
        return []
      }
      let files = try folder.write(tables.all + [tables.tidy()])
      let names = files.map { $0.dropFirst(folder.path.count + 1) }.joined(separator: ", ")
      say("wrote \(names) in \(folder.path) after \(ProgressText.duration(duration))")
      if let line = try folder.removeFormer(besides: files, in: store) { say(line) }
      return files
    }
  }

  /// Tables are never replaced by ones with fewer places unless that is asked for.
  private func tellKept(_ folder: TableFolder, _ lost: [String]) {
    let words = "bondlab export \(spec.words)\(results.words)"
    complain(
      """
      \(folder.path) has tables with \(lost.count) places that this run lacks, such as \(lost[0]); \
      they are left as they are. To replace them type: \(words)
      To write this run's beside them: \(words) --out FOLDER
      """)
  }
}
