import FoundationEssentials
import Pipeline
import Testing

@Suite("options of training")
struct TrainingOptionTests {
  private static let file = "model.safetensors"

  private func laboratory(_ options: String, rate: Double = 0.01) throws -> Laboratory {
    try Laboratory(
      """
        tuned:
          {kind: train, model: donor, data: classes, steps: 20, batch_size: 8, log_every: 5,
           learning_rate: \(rate), \(options)}
      """)
  }

  /// Ends the stage's process after every few steps and starts another one, until it is done.
  private func inPieces(_ laboratory: Laboratory, of steps: Int) throws -> StageOutput {
    for _ in 0..<30 {
      do {
        return try laboratory.again("tuned", in: "pieces", stoppingAfter: steps)
      } catch is StageStopped {}
    }
    throw Missing("the end of the stage")
  }

  @Test(
    "a stage that is stopped and resumed ends with the same bytes and metrics",
    arguments: [
      "optimizer: adamw", "optimizer: {kind: adamw, beta2: 0.98, epsilon: 1e-6}, schedule: cosine",
      "optimizer: lamb, schedule: constant", "optimizer: {kind: sgd, momentum: 0.5}",
    ], [1, 7])
  func resumption(optimizer: String, steps: Int) throws {
    let laboratory = try laboratory(
      "\(optimizer), micro_batches: 3, stop: {every: 3, patience: 2}")
    let (whole, pieces) = (
      try laboratory.output("tuned"), try inPieces(laboratory, of: steps)
    )
    #expect(pieces.metrics == whole.metrics)
    let path = try #require(pieces.files[Self.file])
    let bytes = try Data(contentsOf: URL(filePath: path))
    #expect(try bytes == laboratory.file(Self.file, of: "tuned"))
  }

  @Test("the written defaults are what a stage without options does")
  func defaults() throws {
    let written = """
      optimizer: {kind: adamw, beta1: 0.9, beta2: 0.999, epsilon: 1e-8}, schedule: linear,
      micro_batches: 1
      """
    let (plain, full) = (try laboratory("seed: 1"), try laboratory(written))
    #expect(try plain.file(Self.file, of: "tuned") == full.file(Self.file, of: "tuned"))
    #expect(try plain.output("tuned").metrics == full.output("tuned").metrics)
  }

  @Test("every option changes the model")
  func difference() throws {
    let options = [
      "seed: 1", "optimizer: lamb", "optimizer: sgd", "optimizer: {kind: sgd, momentum: 0}",
      "schedule: cosine", "schedule: constant",
    ]
    let models = try options.map { try laboratory($0).file(Self.file, of: "tuned") }
    #expect(Set(models).count == options.count)
  }

  @Test("a stage that may stop early leaves its curve, its best step and its steps")
  func earlyStopping() throws {
    let laboratory = try laboratory("stop: {measure: accuracy, every: 4, patience: 2}")
    let metrics = try laboratory.output("tuned").metrics
    let curve = metrics.filter { $0.name == "validation.accuracy" && $0.step != nil }
    let done = try laboratory.metric("steps_done", of: "tuned")
    #expect(curve.map(\.step) == Array(stride(from: 4, through: Int(done), by: 4)))
    let best = try laboratory.metric("validation.accuracy", of: "tuned")
    let bestStep = try laboratory.metric("best_step", of: "tuned")
    #expect(best == curve.map(\.value).max())
    #expect(curve.first { $0.value == best }?.step == Int(bestStep))
  }

  @Test("a stage whose numbers overflow fails with its step, its rate and advice")
  func divergence() throws {
    let error = #expect(throws: (any Error).self) {
      try laboratory("optimizer: sgd, weight_decay: 10, clip_norm: 0, warmup: 0", rate: 10)
    }
    #expect("\(error as Any)".contains("not finite, first in the"), "\(error as Any)")
    #expect("\(error as Any)".contains("there is no checkpoint yet"))
  }
}
