import Foundation
import TestSupport
import Testing

/// What the study of Slurm's faults says, each on a real one.
extension SlurmTests {
  @Test("memory, time, exit codes and impossible requests end their stages, each as it should")
  func faults() throws {
    let shells = try SlurmShells([
      "impossible": "command: COUNT, resources: {memory: 900 GiB}",
      // What comes through the pipe is one line, which tail keeps whole.
      "hungry": """
        command: "COUNT; (head -c 300000000 /dev/zero; sleep 4) | tail > /dev/null",
            resources: {memory: 250 MiB}, retries: 1
        """,
      "starved": """
        command: "COUNT; (head -c 300000000 /dev/zero; sleep 4) | tail > /dev/null",
            resources: {memory: 200 MiB}
        """,
      "slow": "command: COUNT; sleep 1000, timeout: 5 s",
      "bad": "command: COUNT; exit 7",
      "good": "command: COUNT",
    ])
    let outcome = try run("shells.yaml", in: shells.folder, "--keep-going")
    let text = outcome.complaints
    #expect(outcome.status == 1, "\(text)")
    #expect(
      text.contains("  impossible: Slurm refuses it: Memory specification can not be"),
      "\(text)")
    #expect(text.contains("  starved: it used "), "\(text)")
    #expect(text.contains(" MiB of memory and may use 200 MiB; it asked for 200 MiB"), "\(text)")
    #expect(text.contains("  slow: it reached its time limit of 1 min"), "\(text)")
    #expect(text.contains("  bad: the command ended with exit code 7"), "\(text)")
    #expect(shells.log(of: "slow").contains("DUE TO TIME LIMIT"))
    #expect(shells.log(of: "starved").contains("exceeded memory limit"))
    #expect(
      shells.executed == ["hungry": 2, "starved": 1, "slow": 1, "bad": 1, "good": 1], "\(text)")
    #expect(try submissions(in: shells.folder) == 0)
  }

  @Test("a node goes down: its stage runs on another node, and nobody is to blame")
  func node() throws {
    let shells = try SlurmShells(["work": "command: COUNT; sleep 4"])
    let program = try start("shells.yaml", in: shells.folder)
    try wait("the stage runs") { shells.executed["work"] == 1 }
    let node = try #require(cluster.jobs("running").first?.last)
    try cluster.run(["scontrol", "update", "nodename=\(node)", "state=down", "reason=test"])
    let outcome = program.outcome()
    try wait("the node is back") {
      _ = try? cluster.run(["scontrol", "update", "nodename=\(node)", "state=resume"])
      return try cluster.run(["sinfo", "-h", "-N", "-n", node, "-o", "%T"]).hasPrefix("idle")
    }
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(outcome.complaints.contains("its node failed (NodeDown)"))
    #expect(shells.executed == ["work": 2])
    let states = cluster.completed().suffix(2).map { "\($0["JobState"] ?? "")" }
    #expect(states == ["NODE_FAIL", "COMPLETED"])
    #expect(cluster.completed().last?["NodeList"] != node)
  }

  @Test("the controller is away while a stage runs: it is waited for, and told of once")
  func controller() throws {
    let shells = try SlurmShells(["first": "command: COUNT; sleep 3", "last": """
      command: COUNT, inputs: {first: first}
      """])
    let program = try start("shells.yaml", in: shells.folder)
    try wait("the stage runs") { shells.executed["first"] == 1 }
    try cluster.stopController()
    usleep(25_000_000)
    #expect(program.isRunning)
    try cluster.startController()
    let outcome = program.outcome()
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(shells.executed == ["first": 1, "last": 1])
    #expect(outcome.complaints.split(separator: "Slurm does not answer").count <= 2)
  }

  @Test("Slurm has forgotten a job that ended while nobody looked: its answer is there")
  func forgotten() throws {
    let shells = try SlurmShells(["work": "command: COUNT; sleep 1"])
    try killOnceRunning(shells)
    try wait("Slurm forgets the job") { try cluster.jobs().isEmpty }
    let outcome = try run("shells.yaml", in: shells.folder)
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(shells.executed == ["work": 1])
  }

  @Test("Slurm has forgotten a job that left no answer: it is lost and done again")
  func vanished() throws {
    let shells = try SlurmShells(["work": "command: COUNT; sleep 3"])
    try killOnceRunning(shells)
    let job = try #require(cluster.jobs("running").first?.first)
    try cluster.run(["scancel", "--signal=KILL", "--full", job])
    try wait("Slurm forgets the job") { try cluster.jobs().isEmpty }
    let outcome = try run("shells.yaml", in: shells.folder)
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(shells.executed == ["work": 2])
  }

  /// Leaves a job without its coordinator.
  private func killOnceRunning(_ shells: SlurmShells) throws {
    let program = try start("shells.yaml", in: shells.folder)
    try wait("the stage runs") { shells.executed["work"] == 1 }
    program.send(SIGKILL)
    _ = program.outcome()
  }

  @Test("the second interrupt cancels what runs, and nothing of it stays in the queue")
  func interrupts() throws {
    let shells = try SlurmShells(["work": "command: COUNT; sleep 100"])
    let program = try start("shells.yaml", in: shells.folder)
    try wait("the stage runs") { shells.executed["work"] == 1 }
    program.send(SIGINT)
    usleep(1_000_000)
    #expect(program.isRunning)
    program.send(SIGINT)
    let outcome = program.outcome()
    #expect(outcome.status == 3, "\(outcome.complaints)")
    #expect(outcome.complaints.contains("interrupt again to cancel them"))
    try wait("the job is gone") { try cluster.jobs("pending,running").isEmpty }
    #expect(try submissions(in: shells.folder) == 0)
  }

  @Test("a job that Slurm tells to stop saves its state, and its stage goes on from there")
  func graceful() throws {
    let experiment = try SmallExperiment(tuneSteps: 400)
    let program = try start("small.yaml", in: experiment.folder, "--only", "tuned")
    try wait("a checkpoint is there") { experiment.hasCheckpoint || !program.isRunning }
    for job in try cluster.jobs("running") {
      _ = try? cluster.run(["scancel", "--signal=TERM", "--batch", job[0]])
    }
    let outcome = program.outcome()
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(outcome.complaints.contains("it was told to stop, and not by this run"))
    let logs = experiment.folder.file("Results/logs")
    let files = FileManager.default.enumerator(atPath: logs)?.compactMap { $0 as? String } ?? []
    let text = files.compactMap { try? String(contentsOfFile: "\(logs)/\($0)", encoding: .utf8) }
    #expect(text.joined().contains("resumed at step"))
  }
}
