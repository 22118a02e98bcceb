import Options
import Dispatch
import Pipeline
import Scheduling
import Spec
import Synchronization
import TestSupport
import Testing

/// How a job ended.
private final class JobEnd: Sendable {
  private let found = Mutex<[ExecutorEvent]>([])
  private let arrival = DispatchSemaphore(value: 0)

  func report(_ event: ExecutorEvent) {
    found.withLock { $0.append(event) }
    arrival.signal()
  }

  /// Waits for the event that ends the job.
  func event() -> ExecutorEvent? {
    _ = arrival.wait(timeout: .now() + patience)
    return found.withLock { $0.last }
  }
}

/// Starts a job that says nothing to the programs of these tests, none of which is a worker.
private func start(on executor: some Executor) -> JobEnd {
  let end = JobEnd()
  let job = StageJob(
    id: "a", kind: "work", options: .map([:]), inputs: [], workFolder: "/", logFile: "/dev/null",
    threads: 1, key: Fingerprint(ofFields: []))
  executor.start(job) { end.report($0) }
  return end
}

@Suite("executors")
struct ExecutorTests {
  private func context(_ program: String, _ folder: TemporaryFolder) -> ExecutorContext {
    ExecutorContext(
      program: program, results: folder.path, journal: MemoryJournal(),
      profile: Profile(sections: ExecutorCatalog.sections), notify: { _ in })
  }

  @Test("a program that can't be started fails its job", arguments: ExecutorCatalog.names)
  func noProgram(name: String) throws {
    let folder = try TemporaryFolder()
    let made = try ExecutorCatalog.make(name, context("/no/such/program", folder))
    let executor = try #require(made)
    guard case .failed(let failure)? = start(on: executor).event() else {
      Issue.record("the job has not failed")
      return
    }
    #expect(failure.kind == .runner)
    #expect(failure.message.contains("/no/such/program"))
    executor.shutDown()
  }

  @Test("a name that is not in the catalog makes no executor")
  func unknown() throws {
    #expect(try ExecutorCatalog.make("nowhere", context("/bin/false", TemporaryFolder())) == nil)
  }

  @Test("a local worker that ends without an answer is lost, with its exit code")
  func lost() {
    let executor = LocalExecutor(program: "/bin/false")
    guard case .failed(let failure)? = start(on: executor).event() else {
      Issue.record("the worker is not lost")
      return
    }
    #expect(failure == StageFailure(.crash, "the worker ended with exit code 1"))
    executor.shutDown()
  }

  @Test("a local worker that is killed on request has stopped")
  func killed() {
    // As a worker it reads its input and never answers.
    let executor = LocalExecutor(program: "/bin/grep")
    let end = start(on: executor)
    executor.kill("a")
    guard case .stopped? = end.event() else {
      Issue.record("the job has not stopped")
      return
    }
    executor.shutDown()
  }
}
