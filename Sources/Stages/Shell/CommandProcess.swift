internal import Dispatch
internal import Glibc
internal import Pipeline
internal import Platform
internal import Statistics

/// A running command, in a process group of its own.
struct CommandProcess {
  /// Seconds between the request to end and the end by force.
  private static let grace = 10.0
  /// Seconds between looks at whether to stop.
  private static let interval = 0.1

  private let leader: ChildProcess
  private let begin = DispatchTime.now()

  /// Starts a command.
  ///
  /// - Parameters:
  ///   - words: The program and its arguments.
  ///   - folder: Absolute path of the folder in which it works.
  ///   - environment: Variables as `NAME=VALUE`.
  /// - Throws: ``StageError`` where it can't be started.
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

  /// Waits for the end of the command and of its whole group, and ends it when asked to stop.
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

  /// Finds the file of a program, along the command's own PATH where the word has no slash.
  private static func program(
    _ word: String, folder: String, _ environment: [String]
  ) -> String {
    if word.contains("/") { return word }
    let paths = environment.first { $0.hasPrefix("PATH=") }?.dropFirst(5) ?? "/usr/bin:/bin"
    for path in paths.split(separator: ":") {
      let file = path.hasPrefix("/") ? "\(path)/\(word)" : "\(folder)/\(path)/\(word)"
      if (try? FileSystem.checkRunnable(file)) != nil { return file }
    }
    return word.isEmpty ? word : "\(folder)/\(word)"
  }
}

/// The end of a command.
struct CommandEnd {
  let end: ProcessEnd
  let seconds: Double
  /// Whether the command was asked to stop.
  let wasStopped: Bool

  /// Checks that the command succeeded.
  ///
  /// - Throws: ``StageError`` with its exit code or the signal that killed it, where it failed.
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

  /// The measured time and memory of the command.
  var timings: [Metric] {
    let timings = [
      Metric(.commandSeconds, seconds),
      Metric(.commandProcessorSeconds, end.processorSeconds),
    ]
    // Linux also counts the memory that this process had when it started the command.
    if end.peakBytes <= ProcessEnd.ownPeakBytes { return timings }
    return timings + [Metric(.commandPeakBytes, Double(end.peakBytes))]
  }
}
