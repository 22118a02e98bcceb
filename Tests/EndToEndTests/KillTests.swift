import Foundation
import TestSupport
import Testing

@Suite("a run that is cut off", .serialized)
struct KillTests {
  /// Number of steps, enough for several checkpoints.
  private static let steps = 400

  /// Makes the tables of an undisturbed run.
  private static let undisturbed = Result {
    let experiment = try SmallExperiment(tuneSteps: steps)
    let outcome = try experiment.run()
    #expect(outcome.status == 0, "\(outcome.complaints)")
    return try experiment.tables()
  }

  @Test("the coordinator is killed while a stage trains: the next run resumes, to the same bytes")
  func coordinator() throws {
    let experiment = try SmallExperiment(tuneSteps: Self.steps)
    let program = try experiment.start()
    try waitForCheckpoint(experiment, program)
    program.send(SIGKILL)
    #expect(program.outcome().status == SIGKILL)
    try expectResumption(experiment)
  }

  @Test("a worker is killed while its stage trains: the run itself resumes, to the same bytes")
  func worker() throws {
    let experiment = try SmallExperiment(tuneSteps: Self.steps)
    let program = try experiment.start("--jobs", "1")
    try waitForCheckpoint(experiment, program)
    let workers = program.workers
    #expect(workers.count == 1)
    for worker in workers { kill(worker, SIGKILL) }
    let outcome = program.outcome()
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(experiment.logs.contains("resumed at step"))
    #expect(try experiment.tables() == Self.undisturbed.get())
  }

  @Test("an interrupt stops at a checkpoint with exit code 3; the next run resumes")
  func interrupt() throws {
    let experiment = try SmallExperiment(tuneSteps: Self.steps)
    let program = try experiment.start()
    try waitForCheckpoint(experiment, program)
    program.send(SIGINT)
    #expect(program.outcome().status == 3)
    #expect(experiment.hasCheckpoint)
    try expectResumption(experiment)
  }

  private func expectResumption(_ experiment: SmallExperiment) throws {
    let resumed = try experiment.run()
    #expect(resumed.status == 0, "\(resumed.complaints)")
    #expect(experiment.logs.contains("resumed at step"))
    #expect(try experiment.tables() == Self.undisturbed.get())
  }

  private func waitForCheckpoint(_ experiment: SmallExperiment, _ program: RunningProgram) throws {
    while program.isRunning {
      if experiment.hasCheckpoint { return }
      usleep(2000)
    }
    throw NoCheckpoint(complaints: program.outcome().complaints)
  }
}

/// An error that the program ended before any stage had saved its state.
struct NoCheckpoint: Error {
  let complaints: String
}
