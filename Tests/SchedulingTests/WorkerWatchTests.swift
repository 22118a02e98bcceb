import Options
import Dispatch
import Foundation
import Pipeline
import Spec
import Synchronization
import TestSupport
import Testing

@testable import Scheduling

/// The events that a job has reported.
private final class Reports: Sendable {
  private let events = Mutex<[ExecutorEvent]>([])
  private let arrival = DispatchSemaphore(value: 0)

  func add(_ event: ExecutorEvent) {
    events.withLock { $0.append(event) }
    arrival.signal()
  }

  /// Waits for one more.
  func next() -> ExecutorEvent? {
    _ = arrival.wait(timeout: .now() + patience)
    return events.withLock { $0.last }
  }
}

/// A job in a worker that is a script, watched as often as makes tests quick.
private struct WatchedJob {
  let executor: LocalExecutor
  private let reports = Reports()

  init(
    _ script: WorkerScript, resources: StageResources = StageResources(), grace: Double = 0.3,
    kills: OutOfMemoryKills = OutOfMemoryKills()
  ) {
    executor = LocalExecutor(program: script.path, grace: grace, interval: 0.05, kills: kills)
    let job = StageJob(
      id: "a", kind: "work", options: .map([:]), inputs: [], workFolder: script.folder.path,
      logFile: "/dev/null", threads: 1, key: Fingerprint(ofFields: []), resources: resources)
    executor.start(job) { [reports] event in reports.add(event) }
  }

  func event() -> ExecutorEvent? { reports.next() }

  func failure() -> StageFailure? {
    if case .failed(let failure)? = event() { failure } else { nil }
  }
}

/// Returns whether a process is there and no zombie.
private func isAlive(_ process: Int32) -> Bool {
  let state = smallFile("/proc/\(process)/stat").split(separator: ")").last
  return state.map { !$0.hasPrefix(" Z") } ?? false
}

/// Waits until a condition holds; returns false where it never does.
private func eventually(_ condition: () -> Bool) -> Bool {
  let end = Date(timeIntervalSinceNow: patience)
  while !condition() {
    if Date() > end { return false }
    usleep(2000)
  }
  return true
}

@Suite("workers that are watched")
struct WorkerWatchTests {
  @Test("a job whose time is over is asked to end, and the message has the time limit")
  func timeout() throws {
    let script = try WorkerScript("exec sleep 100")
    let job = WatchedJob(script, resources: StageResources(timeout: 0.2), grace: 100)
    let wanted = StageFailure(.timeout, "it took longer than the 0.2 s of its timeout")
    #expect(job.failure() == wanted)
  }

  @Test("one that doesn't end in time is killed, and all of its group with it")
  func stubborn() throws {
    let script = try WorkerScript(
      "trap '' TERM\nsleep 100 &\necho $! > $ROOT/child\nfor i in $(seq 2000); do sleep 0.01; done")
    let job = WatchedJob(script, resources: StageResources(timeout: 2))
    let failure = job.failure()
    #expect(failure?.kind == .timeout, "\(failure?.message ?? "")")
    let child = try #require(Int32(smallFile(script.folder.file("child")).dropLast()))
    #expect(eventually { !isAlive(child) })
  }

  @Test("one that is done in its grace is done")
  func doneInGrace() throws {
    let script = try WorkerScript(
      """
      trap 'echo "{\\"done\\":{\\"_0\\":{\\"files\\":{},\\"metrics\\":[],\\"timings\\":[]}}}"' TERM
      for i in $(seq 2000); do sleep 0.01; done
      """)
    let job = WatchedJob(script, resources: StageResources(timeout: 2), grace: 100)
    guard case .done? = job.event() else {
      Issue.record("it is not done")
      return
    }
  }

  @Test("a job that takes more memory than it declared is killed, and the message has both sizes")
  func memory() throws {
    let script = try WorkerScript("x=$(head -c 200000000 /dev/zero | tr '\\0' x)\nexec sleep 100")
    let failure = WatchedJob(script, resources: StageResources(memory: 64 << 20)).failure()
    #expect(failure?.kind == .memory)
    let message = failure?.message ?? ""
    #expect(message.contains(/^it used \d+ MiB of the 64 MiB that it declared/), "\(message)")
  }

  @Test("memory of the commands that a worker reports counts, and they end with it")
  func commands() throws {
    let script = try WorkerScript(
      """
      setsid sh -c 'x=$(head -c 200000000 /dev/zero | tr "\\0" x); sleep 100' &
      echo $! > $ROOT/child
      echo "{\\"began\\":{\\"_0\\":$!}}"
      for i in $(seq 2000); do sleep 0.01; done
      """)
    let failure = WatchedJob(script, resources: StageResources(memory: 64 << 20)).failure()
    #expect(failure?.kind == .memory)
    let child = try #require(Int32(smallFile(script.folder.file("child")).dropLast()))
    #expect(eventually { !isAlive(child) })
  }

  @Test("a worker that the system killed for lack of memory is reported as that")
  func outOfMemory() throws {
    let script = try WorkerScript(
      "sleep 0.2\necho 'oom_kill 4' > $ROOT/sys/fs/cgroup/a/memory.events\nkill -9 $$")
    let failure = WatchedJob(script, kills: try script.makeRoot(kills: 3)).failure()
    #expect(failure?.kind == .memory)
    let message = failure?.message ?? ""
    #expect(
      message.contains(/^the system ran out of memory and killed it; it had \d+ MiB when/),
      "\(message)")
  }

  @Test("a worker that somebody else killed has crashed")
  func killed() throws {
    let script = try WorkerScript("kill -9 $$")
    let failure = WatchedJob(script, kills: try script.makeRoot(kills: 3)).failure()
    #expect(failure == StageFailure(.crash, "the worker was killed by signal 9 (Killed)"))
  }

  @Test("the commands of a worker that was killed end with it")
  func orphans() throws {
    let script = try WorkerScript(
      """
      setsid sleep 100 &
      echo $! > $ROOT/child
      echo "{\\"began\\":{\\"_0\\":$!}}"
      echo '{"progress":{"_0":{"step":1,"steps":2,"note":""}}}'
      for i in $(seq 2000); do sleep 0.01; done
      """)
    let job = WatchedJob(script)
    guard case .progress? = job.event() else {
      Issue.record("it does not get on")
      return
    }
    job.executor.kill("a")
    guard case .stopped? = job.event() else {
      Issue.record("it has not stopped")
      return
    }
    let child = try #require(Int32(smallFile(script.folder.file("child")).dropLast()))
    #expect(eventually { !isAlive(child) })
  }

  @Test("kills are counted in either version of control groups")
  func counting() throws {
    let script = try WorkerScript("")
    #expect(try script.makeRoot(kills: 5).count() == 5)
    let folder = try TemporaryFolder()
    for part in ["proc/self", "sys/fs/cgroup/memory/x"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(part), withIntermediateDirectories: true)
    }
    _ = try folder.write("5:cpu,memory:/x\n".utf8, to: "proc/self/cgroup")
    let control = "sys/fs/cgroup/memory/x/memory.oom_control"
    _ = try folder.write("under_oom 0\noom_kill 2\n".utf8, to: control)
    _ = try folder.write("pgfault 9\noom_kill 40\n".utf8, to: "proc/vmstat")
    #expect(OutOfMemoryKills(root: folder.path).count() == 42)
    #expect(OutOfMemoryKills(ofMachine: false, root: folder.path).count() == 2)
  }
}
