import Options
import FoundationEssentials
import Models
import Spec
import TestSupport
import Testing

@testable import Training

@Suite("runs that are cut off")
struct ResumptionTests {
  private static let steps = 26

  private func trainer(_ optimizer: any Optimizer.Type) throws -> Trainer {
    try SmallRun().trainer(steps: Self.steps) { settings in
      settings.optimizer = optimizer.init()
      (settings.microBatches, settings.dropout) = (3, 0.1)
      settings.parameterGroups = [
        ParameterGroup([ParameterSelection(.vectors)], updateProbability: 0.5)
      ]
      settings.stopping = EarlyStopping(every: 3, patience: 4)
    }
  }

  /// Runs to the end through processes that die without a word after a number of steps each, with a
  /// checkpoint after every fourth step.
  private func run(
    _ optimizer: any Optimizer.Type, dyingAfter lives: [Int], in folder: TemporaryFolder
  ) throws -> Trainer {
    let (checkpoint, best) = (folder.file("checkpoint"), folder.file("best"))
    for life in lives + [Int.max] {
      let trainer = try trainer(optimizer)
      if FileManager.default.fileExists(atPath: checkpoint) {
        #expect(try Checkpoint.restore(trainer, from: checkpoint, best: best))
      }
      let first = trainer.step
      try trainer.run(keepingBestAt: best) { trainer in
        if trainer.step.isMultiple(of: 4) { try Checkpoint.save(trainer, to: checkpoint) }
        return trainer.step - first >= life && !trainer.isValidationDue
      }
      if life == .max { return trainer }
    }
    preconditionFailure("the last life has no end")
  }

  /// Kills between an evaluation and the next checkpoint leave a best file ahead of the checkpoint;
  /// one life is too short for any checkpoint.
  @Test(
    "end in the same bits, wherever they were cut, under every optimizer",
    arguments: OptimizerCase.all, [[5], [3, 7, 2, 6], [10, 10]])
  func anyCut(tried: OptimizerCase, lives: [Int]) throws {
    let whole = try run(tried.optimizer, dyingAfter: [], in: TemporaryFolder())
    let cut = try run(tried.optimizer, dyingAfter: lives, in: TemporaryFolder())
    #expect(cut.bits == whole.bits)
    #expect(cut.curve == whole.curve && cut.validationCurve == whole.validationCurve)
    #expect(cut.best == whole.best && cut.step == whole.step)
  }

  @Test("begin anew where the best model of their checkpoint is lost")
  func lostBest() throws {
    let folder = try TemporaryFolder()
    let (checkpoint, best) = (folder.file("checkpoint"), folder.file("best"))
    let first = try trainer(AdamW.self)
    try first.run(keepingBestAt: best) { $0.step == 8 }
    try Checkpoint.save(first, to: checkpoint)
    let second = try trainer(AdamW.self)
    let fresh = second.bits
    try FileManager.default.removeItem(atPath: best)
    #expect(try !Checkpoint.restore(second, from: checkpoint, best: best))
    #expect(second.step == 0 && second.bits == fresh)
    // A file from before the checkpoint's best evaluation is no better than none.
    try BestModel.save(second.model.bank, step: 1, to: best)
    #expect(try !Checkpoint.restore(second, from: checkpoint, best: best))
    try second.run(keepingBestAt: best)
    let whole = try run(AdamW.self, dyingAfter: [], in: TemporaryFolder())
    #expect(second.bits == whole.bits)
  }

  @Test("are refused the checkpoint of another optimizer")
  func otherOptimizer() throws {
    let folder = try TemporaryFolder()
    let saved = folder.file("checkpoint")
    let first = try trainer(AdamW.self)
    try first.advance()
    try Checkpoint.save(first, to: saved)
    let error = #expect(throws: TensorFileError.self) {
      try Checkpoint.restore(trainer(MomentumSGD.self), from: saved, best: "")
    }
    #expect(
      error?.description == "\(saved): is of the optimizer 'adamw'; 'sgd' can't go on from it")
  }
}
