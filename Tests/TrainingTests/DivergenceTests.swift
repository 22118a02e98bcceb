import Datasets
import FoundationEssentials
import Models
import TestSupport
import Testing

@testable import Training

@Suite("numbers that are not finite")
struct DivergenceTests {
  private func poison(_ trainer: Trainer, _ name: String, _ value: Float) throws {
    let parameter = try #require(trainer.model.bank.layout[name])
    trainer.model.bank.values[parameter.range.lowerBound] = value
  }

  @Test("end a run before its first checkpoint, naming the tensor, the step and the rate")
  func loss() throws {
    let trainer = try SmallRun().trainer(steps: 20)
    try poison(trainer, "classifier.weight", .nan)
    let before = trainer.bits
    let error = #expect(throws: TrainingDiverged.self) { try trainer.advance() }
    #expect(
      error?.description
        == "step 1, learning rate 0.005: the loss is not finite, first in the value of "
        + "classifier.weight; there is no checkpoint yet; "
        + "try a lower `learning_rate`, a longer `warmup` or a smaller `clip_norm`")
    #expect(trainer.bits == before && trainer.step == 0)
  }

  @Test("name the last good checkpoint, which they never replace")
  func checkpoint() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("checkpoint")
    let trainer = try SmallRun().trainer(steps: 20)
    for _ in 0..<3 { try trainer.advance() }
    try Checkpoint.save(trainer, to: path)
    let saved = try Data(contentsOf: URL(filePath: path))
    try trainer.advance()
    try poison(trainer, "pooler.dense.bias", .infinity)
    try poison(trainer, "pooler.dense.weight", .nan)
    let saving = #expect(throws: TrainingDiverged.self) { try Checkpoint.save(trainer, to: path) }
    #expect(saving?.step == 4 && saving?.symptom == .parameters)
    let error = #expect(throws: TrainingDiverged.self) { try trainer.advance() }
    #expect(error?.step == 5 && error?.checkpoint == SavedCheckpoint(step: 3, path: path))
    #expect(
      error?.description.contains("the last good checkpoint is that of step 3, \(path);") == true)
    #expect(error?.culprit == "the value of pooler.dense.weight")
    #expect(try Data(contentsOf: URL(filePath: path)) == saved)
    let resumed = try SmallRun().trainer(steps: 20)
    #expect(try Checkpoint.restore(resumed, from: path, best: ""))
    #expect(resumed.lastCheckpoint == SavedCheckpoint(step: 3, path: path))
  }

  @Test("in gradients alone are found by their norm, and nothing moves")
  func gradients() throws {
    let trainer = try SmallRun(content: .runningText).trainer(steps: 20)
    // Scores near the end of the range: their loss is finite, but not what goes back through the
    // norm below them.
    let scale = try #require(
      trainer.model.bank.layout["cls.predictions.transform.LayerNorm.weight"])
    for index in scale.range { trainer.model.bank.values[index] = 3e36 }
    let dense = try #require(trainer.model.bank.layout["cls.predictions.transform.dense.weight"])
    for index in dense.range { trainer.model.bank.values[index] *= 1e-3 }
    let before = trainer.bits
    let error = #expect(throws: TrainingDiverged.self) { try trainer.advance() }
    #expect(error?.symptom == .gradients && error?.step == 1)
    #expect(error?.culprit?.hasPrefix("the gradient of ") == true)
    #expect(trainer.bits == before && trainer.step == 0)
  }

  @Test("in an evaluation or at the end of a run are no model")
  func ends() throws {
    let folder = try TemporaryFolder()
    let trainer = try SmallRun().trainer(steps: 2) { $0.stopping = EarlyStopping(every: 2) }
    for _ in 0..<2 { try trainer.advance() }
    try poison(trainer, "classifier.bias", .nan)
    let error = #expect(throws: TrainingDiverged.self) {
      try trainer.validate(keepingBestAt: folder.file("best")) { true }
    }
    #expect(error?.symptom == .validation && error?.step == 2)
    #expect(!FileManager.default.fileExists(atPath: folder.file("best")))
    #expect(throws: TrainingDiverged.self) { try trainer.finish(bestAt: folder.file("best")) }
  }
}
