internal import ArgumentParser
@preconcurrency internal import Glibc
internal import Pipeline
internal import Platform
internal import Scheduling
internal import Storage

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Shows how far a run is, also one of another process, until it ends",
    discussion: """
      On a terminal, a picture is redrawn every second: a line for each stage with its cells by \
      state, the loss of its training as a curve, and below it the cells that run. Elsewhere each \
      change is a line. It only reads: the run doesn't notice, and Control-C ends the watching \
      alone.
      """)

  @Argument(help: ArgumentHelp(RunReference.help + " (otherwise the last run)", valueName: "run"))
  var reference: String?
  @OptionGroup var results: ResultsArguments
  @Flag(help: "Print one picture and end")
  var once = false

  func run() throws {
    let store = try results.reading()
    let run = try RunReference.find(reference, in: store)
    let past = try store.secondsOfStages(of: run.summary.experiment)
    var watched = try WatchedRun(run, store, past: past)
    if once || !watched.isRunning {
      show(watched.picture.lines(width: Terminal.columns(of: STDOUT_FILENO)))
      return
    }
    var view = WatchView()
    view.show(watched)
    while watched.isRunning {
      sleep(1)
      guard let run = try store.run(run.summary.id) else {
        throw RequestError("run \(run.summary.id) is not there any more")
      }
      watched = try WatchedRun(run, store, past: past)
      view.show(watched)
    }
  }

  private func show(_ lines: [String]) { for line in lines { print(line) } }
}

/// What is shown of a run that is being watched: a picture that is redrawn, or a line for each
/// change.
private struct WatchView {
  private let isLive: Bool
  private var drawn = 0
  private var known: [String: WatchedStage.State] = [:]
  private var isFirst = true

  init() {
    let terminal = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    isLive = isatty(STDOUT_FILENO) == 1 && terminal != "dumb"
  }

  mutating func show(_ watched: WatchedRun) {
    if isLive { redraw(watched.picture) } else { list(watched) }
  }

  private mutating func redraw(_ picture: RunPicture) {
    // A line less than fit, as the cursor stands below the last.
    let height = Terminal.lines(of: STDOUT_FILENO).map { max(2, $0 - 1) }
    let lines = picture.lines(width: Terminal.columns(of: STDOUT_FILENO), height: height)
    let erasing = drawn > 0 ? "\u{1B}[\(drawn)A\u{1B}[J" : ""
    print(erasing + lines.map { $0 + "\n" }.joined(), terminator: "")
    fflush(stdout)
    drawn = lines.count
  }

  private mutating func list(_ watched: WatchedRun) {
    if isFirst { for line in watched.picture.lines().prefix(2) { print(line) } }
    for stage in watched.stages {
      let isNew = known.updateValue(stage.state, forKey: stage.id) != stage.state
      if isNew && (!isFirst || stage.state == .running) { print(line(of: stage)) }
    }
    if !watched.isRunning { for line in watched.picture.lines().prefix(2) { print(line) } }
    isFirst = false
  }

  private func line(of stage: WatchedStage) -> String {
    var line = "\(stage.id)  \(stage.state.rawValue)"
    if stage.state == .done, let seconds = stage.seconds {
      line += " in \(ProgressText.duration(seconds))"
    }
    if let reason = stage.message?.split(separator: "\n").first { line += ": \(reason)" }
    return RunPicture.printable(line)
  }
}
