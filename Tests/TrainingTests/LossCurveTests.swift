import TestSupport
import Testing

@testable import Training

@Suite("the training loss")
struct LossCurveTests {
  private func trainer(_ steps: Int, logEvery: Int) throws -> Trainer {
    try SmallRun().trainer(steps: steps) { $0.logEvery = logEvery }
  }

  @Test(
    "comes to the mean of the last 50 steps, however dense its curve is",
    arguments: [1, 7, 50, 64, 1000], [3, 50, 64])
  func window(logEvery: Int, steps: Int) throws {
    let dense = try trainer(steps, logEvery: 1)
    try dense.run(keepingBestAt: "")
    let losses = dense.curve.map(\.value)
    #expect(losses.count == steps)
    let last = losses.suffix(50)
    let trainer = try trainer(steps, logEvery: logEvery)
    try trainer.run(keepingBestAt: "")
    let final = try #require(trainer.finalLoss)
    #expect(abs(final - last.reduce(0, +) / Double(last.count)) < 1e-12)
    #expect(trainer.curve.last?.step == steps)
    #expect(trainer.curve.count == (steps + logEvery - 1) / logEvery)
    #expect(trainer.bits == dense.bits)
  }

  @Test("goes on from a checkpoint, also of a run that had another density", arguments: [4, 100])
  func resumption(logEvery: Int) throws {
    let folder = try TemporaryFolder()
    let (path, best) = (folder.file("checkpoint"), folder.file("best"))
    let whole = try trainer(64, logEvery: 4)
    try whole.run(keepingBestAt: best)
    let first = try trainer(64, logEvery: logEvery)
    try first.run(keepingBestAt: best) { $0.step == 30 }
    try Checkpoint.save(first, to: path)
    let second = try trainer(64, logEvery: 4)
    try #require(try Checkpoint.restore(second, from: path, best: best))
    try second.run(keepingBestAt: best)
    #expect(second.finalLoss == whole.finalLoss)
    #expect(second.curve.suffix(8) == whole.curve.suffix(8))
  }
}
