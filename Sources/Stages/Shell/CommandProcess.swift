internal import Dispatch
internal import Glibc
internal import Pipeline
internal import Platform
internal import Statistics

/// A command that runs, in a process group of its own.
struct CommandProcess {
  /// Seconds between the request to end and the end by force.
  private static let grace = 10.0
  /// Seconds between looks at whether to stop.
  private static let interval = 0.1

  private let leader: ChildProcess
  private let begin = DispatchTime.now()

  /// - Parameters:
  ///   - words: The program, and what it is told.
  ///   - folder: Where it works, absolute.
  ///   - environment: `NAME=VALUE`.
  init(words: [String], folder: String, environment: [String]) throws {
    let name = words.first ?? ""
    var program = Program(
      words, file: Self.program(name, folder: folder, environment),
      streams: [Descriptor.standardInput: .nothingToRead])
    program.environment = environment
    program.folder = folder
    do {
      leader = try ChildGroups.start(program)
    } catch let error as SystemError {
      throw StageError("\(name) can't be started: \(error.reason)")
    }
  }

  /// Waits for the end of the command and of its whole group, and ends it where asked to.
  func wait(_ reporter: any StageReporter) -> CommandEnd {
    let queue = DispatchQueue(label: "command")
    let watch = DispatchSource.makeTimerSource(queue: queue)
    let leader = leader
    // Guard: `queue`, on which the handler runs.
    nonisolated(unsafe) var asked: DispatchTime?
    watch.setEventHandler {
      if let asked {
        if asked + Self.grace < .now() { leader.signalGroup(SIGKILL) }
      } else if reporter.shouldStop {
        asked = .now()
        leader.signalGroup(SIGTERM)
      }
    }
    watch.schedule(deadline: .now() + Self.interval, repeating: Self.interval)
    watch.activate()
    leader.awaitExit()
    let wasStopped = queue.sync {
      watch.cancel()
      return asked != nil
    }
    ChildGroups.end(leader.number)
    let end = leader.wait()
    let nanoseconds = DispatchTime.now().uptimeNanoseconds - begin.uptimeNanoseconds
    return CommandEnd(end: end, seconds: Double(nanoseconds) / 1e9, wasStopped: wasStopped)
  }

  /// The program's file: found along the command's own PATH as a shell does, where the word has no
  /// slash.
  private static func program(
    _ word: String, folder: String, _ environment: [String]
  ) -> String {
    if word.contains("/") { return word }
    let paths = environment.first { $0.hasPrefix("PATH=") }?.dropFirst(5) ?? "/usr/bin:/bin"
    for path in paths.split(separator: ":") {
      let place = path.hasPrefix("/") ? "\(path)/\(word)" : "\(folder)/\(path)/\(word)"
      if (try? FileSystem.checkRunnable(place)) != nil { return place }
    }
    return word.isEmpty ? word : "\(folder)/\(word)"
  }
}

/// How a command ended.
struct CommandEnd {
  let end: ProcessEnd
  let seconds: Double
  /// Whether it was asked to stop.
  let wasStopped: Bool

  /// - Throws: Where it failed, with its exit code or the signal that killed it.
  func check() throws {
    switch end.manner {
    case .exited(0): return
    case .exited(let code): throw StageError("the command ended with exit code \(code)")
    case .killed(let signal):
      let hint = signal == SIGKILL ? "; perhaps the machine ran out of memory" : ""
      throw StageError(
        "the command was killed by signal \(signal) (\(Signals.name(signal)))\(hint)")
    }
  }

  var timings: [Metric] {
    let timings = [
      Metric(.commandSeconds, seconds),
      Metric(.commandProcessorSeconds, end.processorSeconds),
    ]
    // Linux counts what this process had when it started the command, too.
    if end.peakBytes <= ProcessEnd.ownPeakBytes { return timings }
    return timings + [Metric(.commandPeakBytes, Double(end.peakBytes))]
  }
}
