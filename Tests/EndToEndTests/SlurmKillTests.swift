import Foundation
import TestSupport
import Testing

extension SlurmTests {
  /// How often the coordinator is killed, and over how many stages: `BONDLAB_SLURM_KILLS=20,50`.
  private static let measure: (kills: Int, stages: Int) = {
    let text = ProcessInfo.processInfo.environment["BONDLAB_SLURM_KILLS"] ?? "4,12"
    let numbers = text.split(separator: ",").compactMap { Int($0) }
    return numbers.count == 2 ? (numbers[0], numbers[1]) : (4, 12)
  }()

  private static let seed: UInt64 =
    ProcessInfo.processInfo.environment["BONDLAB_SLURM_SEED"].flatMap { UInt64($0) } ?? 1

  @Test(
    "a coordinator is killed at random and started again: nothing is submitted twice or lost",
    arguments: [seed])
  func kills(seed: UInt64) throws {
    let (kills, stages) = Self.measure
    // Four at once, and so long that there is a run to kill each time.
    let seconds = max(0.5, Double(kills) * 2.5 * 4 / Double(stages))
    let shells = try SlurmShells(
      [
        "work":
          "command: \"COUNT; sleep \(seconds); echo '{\\\"value\\\": ${n}}' > it.json\", "
          + "metrics: it.json"
      ],
      head: "sweep: {n: [\((1...stages).map(String.init).joined(separator: ", "))]}",
      tables: "tables: {main: {rows: [n], columns: [work.value]}}")
    var random = SeededNumbers(seed: seed)
    var done = 0
    let before = cluster.completed().count
    while done < kills {
      let program = try start("shells.yaml", in: shells.folder, setting: "jobs: 4")
      usleep(UInt32.random(in: 100_000..<3_000_000, using: &random))
      guard program.isRunning else { break }
      program.send(SIGKILL)
      _ = program.outcome()
      done += 1
    }
    let last = try run("shells.yaml", in: shells.folder, setting: "jobs: 4")
    #expect(last.status == 0, "seed \(seed): \(last.complaints)")
    #expect(done == kills, "seed \(seed)")
    try wait("the last job is over") { cluster.completed().count - before >= stages }
    let jobs = cluster.completed().dropFirst(before)
    #expect(jobs.count == stages, "seed \(seed), \(kills) kills: jobs that Slurm has completed")
    #expect(jobs.allSatisfy { $0["JobState"] == "COMPLETED" }, "seed \(seed)")
    #expect(shells.executed.count == stages && shells.executed.values.allSatisfy { $0 == 1 })
    let local = try Program.run(
      ["run", "shells.yaml", "--results", "Local", "--quiet"], in: shells.folder)
    #expect(local.status == 0, "\(local.complaints)")
    #expect(try shells.table() == shells.table(results: "Local"))
    print("seed \(seed): \(done) kills over \(stages) stages, \(jobs.count) jobs completed")
  }
}
