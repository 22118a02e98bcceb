internal import ArgumentParser
internal import FoundationEssentials
internal import Pipeline
internal import Reporting
internal import Scheduling
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

  @Option(help: "Does this stage again though it is cached; may be repeated.")
  var force: [String] = []

  @Option(help: "How many stages run at once (otherwise the number of cores).")
  var jobs: Int?

  @Option(help: "Threads of each stage (otherwise the cores are shared out). Changes no result.")
  var threads: Int?

  @Flag(help: "Goes on with stages that don't need a failed one.")
  var keepGoing = false

  @OptionGroup var place: ExecutorArguments

  @Flag(help: "Shows no progress.")
  var quiet = false

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  func run() throws {
    let plan = try selection.part(of: spec.plan())
    let forced = try plan.stages(named: force)
    if let missing = MissingData.message(of: plan) { throw RequestError(missing) }
    let store = try results.writing()
    let outcome = try perform(plan, store, forced)
    switch outcome {
    case .done: if selection.isEverything { try show(plan, store) }
    case .failed: throw ExitCode(1)
    case .interrupted: throw ExitCode(3)
    }
  }

  private func perform(
    _ plan: Plan, _ store: ResultsStore, _ forced: Set<StageID>
  ) throws -> RunState.Outcome {
    let request = RunRequest(
      specFile: spec.spec, specText: String(decoding: try spec.bytes(), as: UTF8.self),
      command: CommandLine.arguments.joined(separator: " "))
    let executor = try place.make(store)
    let run = try store.beginRun(plan, request)
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let isElsewhere = executor.capacity != nil
    let options = RunOptions(
      jobs: jobs ?? executor.capacity ?? cores, threads: threads ?? (isElsewhere ? 1 : nil),
      cores: cores, keepsGoing: keepGoing, forced: forced)
    var observers: [any RunObserver] = [RunRecorder(store, run: run)]
    let path = spec.spec
    if !quiet {
      observers.append(
        ProgressDisplay(total: plan.stages.count) { "bondlab run \(path) --only \($0.name)" })
    }
    let scheduler = Scheduler(
      plan, store: store, executor: executor, options: options,
      logFile: { try store.logFile(run: run, stage: $0) }, observers: observers)
    let monitor = InterruptMonitor { scheduler.interrupt() }
    return withExtendedLifetime(monitor) { scheduler.run() }
  }

  private func show(_ plan: Plan, _ store: ResultsStore) throws {
    let tables = try ResultTables(plan, rows: store.rows(ofLastRunOf: plan.experiment))
    for warning in tables.warnings { complain("warning: \(warning)") }
    for table in tables.all { print("\n" + TextExporter.render(table), terminator: "") }
    let folder = "\(results.folder)/\(plan.experiment)"
    try TableFolder(path: folder).write(tables.all + [tables.tidy])
  }
}
