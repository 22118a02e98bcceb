import Foundation
import TestSupport
import Testing

@Suite("commands as stages")
struct ShellTests {
  /// Makes an experiment of one stage, whose process leaves the command's group.
  ///
  /// It writes its number to `pids` before it sleeps.
  private func sleeper() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let text = """
      experiment: sleeper
      stages:
        x:
          kind: shell
          command: setsid sh -c 'echo $$ >> "$1"; sleep 60' - \(folder.file("pids")) & wait

      """
    _ = try folder.write(text.utf8, to: "sleeper.yaml")
    return folder
  }

  private func start(_ folder: TemporaryFolder) throws -> RunningProgram {
    try RunningProgram(["run", "sleeper.yaml"], in: folder)
  }

  /// Waits for a number of processes to start and returns them.
  private func processes(_ count: Int, _ folder: TemporaryFolder) throws -> [pid_t] {
    for _ in 0..<2000 {
      let text = (try? String(contentsOfFile: folder.file("pids"), encoding: .utf8)) ?? ""
      let found = text.split(separator: "\n").compactMap { pid_t($0) }
      if found.count >= count { return found }
      usleep(10_000)
    }
    try #require(Bool(false), "the command began \(count) times")
    return []
  }

  /// Whether a process is gone, or soon is.
  private func isGone(_ process: pid_t) -> Bool {
    for _ in 0..<2000 {
      let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      if stat?.contains(") Z ") ?? true { return true }
      usleep(10_000)
    }
    return false
  }

  @Test("the experiment of shell stages runs on nothing but a shell, and once")
  func experiment() throws {
    let folder = try TemporaryFolder()
    let first = try Program.run(["run", "\(repository)/Experiments/shell.yaml"], in: folder)
    #expect(first.status == 0, "\(first.complaints)")
    #expect(first.output.contains("verdict") && first.output.contains("10000"))
    let second = try Program.run(["run", "\(repository)/Experiments/shell.yaml"], in: folder)
    #expect(second.output == first.output)
    #expect(!second.complaints.contains("started"), "\(second.complaints)")
  }

  @Test("a failed command is reported with its exit code and its output")
  func failure() throws {
    let folder = try TemporaryFolder()
    let text = "experiment: x\nstages: {x: {kind: shell, command: \"echo no luck >&2; exit 7\"}}\n"
    _ = try folder.write(text.utf8, to: "x.yaml")
    let outcome = try Program.run(["run", "x.yaml"], in: folder)
    #expect(outcome.status == 1)
    #expect(outcome.complaints.contains("the command ended with exit code 7"))
    #expect(outcome.complaints.contains("no luck"), "\(outcome.complaints)")
  }

  @Test("a command that leaves no declared file is reported with the file and its folder")
  func missingOutput() throws {
    let experiment = try ShellExperiment(
      """
      x: {kind: shell, command: "touch here.txt", outputs: [here.txt, there.txt, metrics.csv]}
      y: {kind: shell, command: "true", inputs: x}
      """)
    let outcome = try experiment.run()
    #expect(outcome.status == 1)
    let message = "the command succeeded, but left no `there.txt`, `metrics.csv` in "
    #expect(outcome.complaints.contains(message), "\(outcome.complaints)")
    #expect(outcome.complaints.hasSuffix("run it alone: bondlab run shell.yaml --only x\n"))
  }

  @Test("an interrupt ends the command's group before the program ends")
  func interrupt() throws {
    let folder = try TemporaryFolder()
    let text = """
      experiment: sleeper
      stages:
        x: {kind: shell, command: "sh -c 'echo $$ >> \(folder.file("pids")); sleep 60' & wait"}

      """
    _ = try folder.write(text.utf8, to: "sleeper.yaml")
    let program = try start(folder)
    let process = try processes(1, folder)[0]
    program.send(SIGINT)
    #expect(program.outcome().status == 3)
    #expect(isGone(process))
  }

  @Test("what a killed worker's command has started is ended, also outside its group")
  func killedWorker() throws {
    let folder = try sleeper()
    let program = try start(folder)
    let first = try processes(1, folder)[0]
    for worker in program.workers { kill(worker, SIGKILL) }
    #expect(isGone(first))
    let second = try processes(2, folder)[1]
    program.send(SIGINT)
    #expect(program.outcome().status == 3)
    kill(second, SIGKILL)
  }

  @Test("the next attempt ends what a worker left that was killed with its coordinator")
  func orphan() throws {
    let folder = try sleeper()
    let program = try start(folder)
    let first = try processes(1, folder)[0]
    let workers = program.workers
    for worker in workers { kill(worker, SIGSTOP) }
    program.send(SIGKILL)
    _ = program.outcome()
    for worker in workers { kill(worker, SIGKILL) }
    #expect(kill(first, 0) == 0)
    let next = try start(folder)
    let second = try processes(2, folder)[1]
    #expect(isGone(first))
    next.send(SIGKILL)
    _ = next.outcome()
    kill(second, SIGKILL)
  }
}
