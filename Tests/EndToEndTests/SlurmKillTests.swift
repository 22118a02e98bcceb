import Foundation
import TestSupport
import Testing

extension SlurmTests {
  /// Numbers of kills of the coordinator and of stages, from `BONDLAB_SLURM_KILLS=20,50`.
  private static let measure: (kills: Int, stages: Int) = {
    let text = ProcessInfo.processInfo.environment["BONDLAB_SLURM_KILLS"] ?? "5,20"
    let numbers = text.split(separator: ",").compactMap { Int($0) }
    return numbers.count == 2 ? (numbers[0], numbers[1]) : (5, 20)
  }()

  private static let seed: UInt64 =
    ProcessInfo.processInfo.environment["BONDLAB_SLURM_SEED"].flatMap { UInt64($0) } ?? 1

  @Test(
    "a coordinator is killed at random and started again: nothing is submitted twice or lost",
    arguments: [seed])
  func kills(seed: UInt64) async throws {
    let (kills, stages) = Self.measure
    let shells = try SlurmShells(
      [
        // The last ones wait, so that there is a run to kill each time.
        "work":
          "command: \"COUNT; sleep 0.5; test ${n} -lt \(stages - 1) "
          + "|| \(SlurmShells.untilReleased); echo '{\\\"value\\\": ${n}}' > it.json\", "
          + "metrics: it.json"
      ],
      head: "sweep: {n: [\((1...stages).map(String.init).joined(separator: ", "))]}",
      tables: "tables: {main: {rows: [n], columns: [work.value]}}")
    var random = SeededNumbers(seed: seed)
    for kill in 0..<kills {
      let before = submissions(shells)
      let program = try runs.start(in: shells.folder, setting: "jobs: 4")
      let longest = ContinuousClock.now + .milliseconds(Int.random(in: 100..<3000, using: &random))
      // Half of the kills are aimed at submissions, which take a few milliseconds.
      let isAimed = kill % 2 == 1
      while ContinuousClock.now < longest, !isAimed || submissions(shells).isSubset(of: before) {
        try await Task.sleep(for: .milliseconds(1))
      }
      if isAimed {
        try await Task.sleep(for: .microseconds(Int.random(in: 0..<30_000, using: &random)))
      }
      #expect(program.isRunning, "seed \(seed): \(program.complaintsSoFar)")
      program.send(SIGKILL)
      _ = try await program.end()
    }
    try shells.go()
    let last = try await runs.run(in: shells.folder, setting: "jobs: 4")
    #expect(last.status == 0, "seed \(seed): \(last.complaints)")
    try await runs.wait("the last job is over") {
      try cluster.jobs("pending,running,completing", in: shells.folder).isEmpty
    }
    let jobs = cluster.completed(in: shells.folder)
    let logs = shells.log(of: "work")
    print(
      """
      seed \(seed): \(kills) kills, \(stages) stages, \(jobs.count) jobs in Slurm's log, \
      \(shells.executed.values.reduce(0, +)) commands executed, \
      \(logs.split(separator: "taken over from").count - 1) jobs taken over, \
      \(logs.split(separator: "of unknown number").count - 1) of a submission that was cut off
      """)
    #expect(jobs.count == stages, "seed \(seed): jobs that Slurm has written down")
    #expect(jobs.allSatisfy { $0["JobState"] == "COMPLETED" }, "seed \(seed)")
    #expect(shells.executed.count == stages && shells.executed.values.allSatisfy { $0 == 1 })
    #expect(try runs.submissions(in: shells.folder) == 0)
    let local = try await RunningProgram(
      ["run", "shells.yaml", "--results", "Local", "--quiet"], in: shells.folder
    ).end()
    #expect(local.status == 0, "\(local.complaints)")
    #expect(try shells.table() == shells.table(results: "Local"))
  }

  /// Finds the folders of submissions.
  private func submissions(_ shells: SlurmShells) -> Set<String> {
    let folder = shells.folder.file("Results/slurm")
    return Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
  }
}
