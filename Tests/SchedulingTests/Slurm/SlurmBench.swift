import Options
import Dispatch
import Foundation
import Pipeline
import Spec
import Synchronization
import TestSupport
import Testing

@testable import Scheduling

/// A Slurm executor on a scripted Slurm, in a folder of its own, that hardly ever waits.
final class SlurmBench {
  let folder: TemporaryFolder
  let journal: MemoryJournal
  let slurm: ScriptedSlurm
  let executor: SlurmExecutor
  private let notices: Notices

  init(
    _ slurm: ScriptedSlurm = ScriptedSlurm(), journal: MemoryJournal = MemoryJournal(),
    in folder: TemporaryFolder? = nil, _ change: (inout SlurmSettings) -> Void = { _ in }
  ) throws {
    (self.slurm, self.journal) = (slurm, journal)
    let folder = try folder ?? TemporaryFolder()
    self.folder = folder
    var settings = SlurmSettings()
    settings.timing.collect = 0.05
    settings.timing.submit = 0
    settings.timing.exits = 0.02
    settings.timing.query = 0.05
    settings.timing.longestQuery = 0.05
    settings.timing.lost = 0.1
    settings.timing.settle = 0.1
    change(&settings)
    let notices = Notices()
    self.notices = notices
    executor = SlurmExecutor(
      ExecutorContext(
        program: "/bin/sh", results: folder.path, journal: journal,
        profile: Profile(sections: []), notify: { notices.add($0) }),
      settings: settings, client: slurm)
  }

  static func key(of id: String) -> Fingerprint { Fingerprint(ofFields: [id]) }

  /// The messages that were shown to the person who waits.
  var messages: [String] { notices.all }

  func job(
    _ id: String, attempt: Int = 1, resources: StageResources = StageResources()
  ) -> StageJob {
    StageJob(
      id: id, kind: "work", options: .map([:]), inputs: [], workFolder: folder.path,
      logFile: folder.file("\(id).log"), threads: 1, key: Self.key(of: id), attempt: attempt,
      resources: resources)
  }

  @discardableResult
  func start(
    _ id: String, attempt: Int = 1, resources: StageResources = StageResources()
  ) -> JobWatch {
    start(job(id, attempt: attempt, resources: resources))
  }

  func start(_ job: StageJob) -> JobWatch {
    let watch = JobWatch()
    executor.start(job) { watch.report($0) }
    return watch
  }

  /// Waits until this many requests have come to Slurm.
  func awaitSubmissions(_ count: Int) throws -> [[String]] {
    try waitFor(count) { self.slurm.submitted }
  }

  /// Waits until a list is as long as it is to be.
  func waitFor<Item>(_ count: Int, _ list: () -> [Item]) throws -> [Item] {
    let end = Date().addingTimeInterval(patience)
    while Date() < end {
      if list().count >= count { return list() }
      usleep(2000)
    }
    throw NothingCame(count: list().count, messages: messages)
  }

  /// Writes a job's answer as the job would.
  func answer(
    _ arguments: [String], index: Int = 0, _ outcome: JobExit.Outcome, message: String? = nil,
    metrics: [Metric] = [], files: [String: String] = [:]
  ) throws {
    let token = try #require(ScriptedSlurm.value("comment", in: arguments))
    let jobFolder = try #require(ScriptedSlurm.value("chdir", in: arguments))
    if outcome == .done {
      try SharedFile.write(
        try encodedLine(StageOutput(files: files, metrics: metrics)),
        to: "\(jobFolder)/\(index).result.json")
    }
    let exit = JobExit(
      token: token, index: index, outcome: outcome, message: message, start: 0, end: 1,
      mostMemory: 1, host: "n1", job: "1")
    try SharedFile.write(
      try encodedLine(exit), to: folder.file("slurm/exits/\(token)-\(index).json"))
  }
}

struct NothingCame: Error {
  let count: Int
  let messages: [String]
}

private final class Notices: Sendable {
  private let lines = Mutex<[String]>([])
  var all: [String] { lines.withLock { $0 } }
  func add(_ line: String) { lines.withLock { $0.append(line) } }
}

/// The events that are reported of a job.
final class JobWatch: Sendable {
  private let found = Mutex<[ExecutorEvent]>([])
  private let end = DispatchSemaphore(value: 0)

  func report(_ event: ExecutorEvent) {
    found.withLock { $0.append(event) }
    if case .progress = event { return }
    end.signal()
  }

  var hasEnded: Bool {
    found.withLock { events in
      events.contains { event in
        if case .progress = event { return false }
        return true
      }
    }
  }

  /// Waits for the end; nil where that is no failure.
  func failure() -> StageFailure? {
    _ = end.wait(timeout: .now() + patience)
    guard case .failed(let failure)? = found.withLock({ $0.last }) else { return nil }
    return failure
  }

  /// Waits for the end and says what it was: `done`, `failed: why`, ...
  func outcome() -> String {
    _ = end.wait(timeout: .now() + patience)
    switch found.withLock({ $0.last }) {
    case .done(let output)?: return "done \(output.metrics.map(\.value))"
    case .failed(let failure)?: return "\(failure.kind): \(failure)"
    case .stopped?: return "stopped"
    case .progress?, nil: return "nothing"
    }
  }
}
