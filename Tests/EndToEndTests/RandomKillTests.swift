import Foundation
import GRDB
import TestSupport
import Testing

/// Kills the coordinator, workers, or both at random moments of an experiment of 70 stages.
///
/// When the experiment is done, it starts over until there were as many kills as asked for.
///
/// `BONDLAB_KILLS` and `BONDLAB_KILL_SEED` say how many and which; a short version is the default.
@Suite("kills at random moments", .serialized)
struct RandomKillTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let kills = environment["BONDLAB_KILLS"].flatMap { Int($0) } ?? 15
  private static let seed = environment["BONDLAB_KILL_SEED"].flatMap { UInt64($0) } ?? 1

  private static func makeExperiment() throws -> SmallExperiment {
    try SmallExperiment(tuneSteps: 60, seeds: 4)
  }

  @Test("the same command finishes, repeats nothing that was done, and leaves the same tables")
  func kills() throws {
    let undisturbed = try Self.makeExperiment()
    let begin = Date()
    let outcome = try undisturbed.run()
    #expect(outcome.status == 0, "\(outcome.complaints)")
    let wanted = try undisturbed.tables()
    var killer = Killer(seed: Self.seed, usualSeconds: -begin.timeIntervalSinceNow)
    var experiments = 0
    while killer.count < Self.kills {
      let experiment = try Self.makeExperiment()
      try killer.pursue(experiment, atMost: Self.kills)
      experiments += 1
      #expect(try experiment.tables() == wanted)
      #expect(try repeated(experiment).isEmpty)
    }
    print(
      "seed \(Self.seed): \(killer.count) kills (\(killer.coordinators) of the coordinator, "
        + "\(killer.workers) of workers) in \(experiments) experiments of 70 stages")
  }

  /// Finds stages that were done in more than one run.
  private func repeated(_ experiment: SmallExperiment) throws -> [String] {
    let database = try DatabaseQueue(path: experiment.folder.file("Results/bondlab.sqlite"))
    return try database.read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT id FROM run_stage WHERE status = 'done' GROUP BY id HAVING COUNT(*) > 1
          """)
    }
  }
}

/// Kills processes at random moments that follow from a seed.
private struct Killer {
  private var numbers: SeededNumbers
  private let longest: Double
  private(set) var (count, coordinators, workers) = (0, 0, 0)

  init(seed: UInt64, usualSeconds: Double) {
    numbers = SeededNumbers(seed: seed)
    longest = usualSeconds / 4
  }

  /// Repeats the run of the experiment until one is left to finish.
  mutating func pursue(_ experiment: SmallExperiment, atMost limit: Int) throws {
    while true {
      let program = try experiment.start()
      let before = workers
      while count < limit {
        let patience = Double.random(in: 0..<longest, using: &numbers)
        guard wait(patience, for: program) else { break }
        strike(program)
      }
      let outcome = program.outcome()
      if outcome.status == SIGKILL { continue }
      // A stage that lost its worker twice in one run has failed there; the next run does it.
      if outcome.status == 1 && workers >= before + 2 { continue }
      #expect(outcome.status == 0, "after \(count) kills: \(outcome.complaints)")
      return
    }
  }

  /// Whether the program still runs after some seconds.
  private func wait(_ seconds: Double, for program: RunningProgram) -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    while program.isRunning {
      if Date() >= end { return true }
      usleep(1000)
    }
    return false
  }

  private mutating func strike(_ program: RunningProgram) {
    let worker = program.workers.randomElement(using: &numbers)
    // A stage may lose its worker once; twice would be its failure, so that coordinators fall more
    // often.
    let choice = Int.random(in: 0..<6, using: &numbers)
    if let worker, choice == 0 || choice == 1 {
      kill(worker, SIGKILL)
      workers += 1
    }
    if choice > 0 {
      program.send(SIGKILL)
      coordinators += 1
    }
    count += 1
  }
}
