import Datasets
import Models
import Statistics
import Tensors
import TestSupport
import Testing

@testable import Training

/// An objective on a tiny model and data that it learns from.
private struct ObjectiveCase: CustomTestStringConvertible, Sendable {
  let objective: any Objective.Type

  static let all = ObjectiveCatalog.all.map { ObjectiveCase(objective: $0) }

  var testDescription: String { objective.declaration.name }

  private var run: SmallRun { SmallRun(content: objective.declaration.content) }

  var data: EncodedDataset { run.data }

  func model() throws -> StoredModel { try run.model().fitted(to: data, objective, seed: 3) }

  var settings: TrainingSettings {
    var settings = TrainingSettings(
      steps: 40, batchSize: 8, learningRate: 0.01, dropout: 0, seed: 3)
    settings.objective = objective
    return settings
  }

  /// The first examples as a training step sees them.
  func batch() throws -> ScoredBatch {
    try objective.init(data).training(data.split("train").batch(Array(0..<7)), seed: 1, step: 0)
  }

  /// The loss of the batch, whose gradients are left in the model's bank.
  func gradients(_ model: StoredModel) throws -> Double {
    GradientPass(model.description, settings, frozen: []).run(
      try batch(), model.bank, step: 0, arena: Arena(), workers: Workers(threads: 1))
  }

  func evaluation(_ model: StoredModel) throws -> Evaluation {
    try #require(
      try Evaluation.run(
        model, data: data, split: "train", batch: 5, threads: 1, objective: objective
      ) { _, _ in true })
  }
}

@Suite("every objective")
struct ObjectiveLawTests {
  @Test("has a name of its own, and every kind of data has a usual one")
  func names() {
    let names = ObjectiveCatalog.names
    #expect(Set(names).count == names.count && !names.contains("auto"))
    for objective in ObjectiveCatalog.all {
      #expect(ObjectiveCatalog[objective.declaration.name] == objective)
      #expect(!objective.declaration.about.isEmpty)
    }
    #expect(
      DatasetContent.allCases.map { ObjectiveCatalog.usual(for: $0).declaration.name }
        == ["mlm", "classify", "regress", "spans"])
  }

  @Test("has the gradient that differences show", arguments: ObjectiveCase.all)
  fileprivate func gradient(tried: ObjectiveCase) throws {
    let model = try tried.model()
    _ = try tried.gradients(model)
    let gradients = model.bank.allGradients
    let squares = gradients.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(squares > 1e-4)
    let length = 2e-3 / Float(squares.squareRoot())
    let losses = try [length, -length].map { length in
      let moved = try tried.model()
      for (index, slope) in gradients.enumerated() { moved.bank.values[index] += length * slope }
      return try tried.gradients(moved)
    }
    let slope = (losses[0] - losses[1]) / (2 * Double(length))
    #expect(abs(slope - squares) < 0.01 * squares)
  }

  @Test("scores rows, whose goal parts of a batch make up", arguments: ObjectiveCase.all)
  fileprivate func targets(tried: ObjectiveCase) throws {
    let batch = try tried.batch()
    #expect(batch.rows > 0)
    #expect(tried.objective.isComplete(try tried.data.split("train")))
    for count in 1...7 { #expect(batch.cut(into: count).reduce(0) { $0 + $1.rows } == batch.rows) }
    let again = try tried.batch()
    #expect(again.tokens.ids == batch.tokens.ids && again.rows == batch.rows)
  }

  @Test("has the loss that is learned, in parts of a batch, too", arguments: ObjectiveCase.all)
  fileprivate func loss(tried: ObjectiveCase) throws {
    let model = try tried.model()
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    let weights = EncoderWeights(model.description, bank: model.bank, tape: tape, learning: false)
    let outcome = try tried.batch().outcome(Encoder(weights, tape: tape), tape: tape)
    #expect(abs(Double(outcome.loss.numbers[0]) - outcome.value) < 1e-6 * abs(outcome.value))
    #expect(abs(try tried.gradients(model) - outcome.value) < 1e-6 * abs(outcome.value))
    #expect((0...outcome.score.rows).contains(outcome.score.correct))
    if !tried.objective.declaration.hasAccuracy { #expect(outcome.score.correct == 0) }
  }

  @Test("yields the metrics that it names, and none else", arguments: ObjectiveCase.all)
  fileprivate func metrics(tried: ObjectiveCase) throws {
    let result = try tried.evaluation(try tried.model())
    #expect(result.predictions.form == tried.objective.declaration.predictions)
    let named = tried.objective.declaration.metrics.map { $0.declaration.name }
    let found = MetricCatalog.values(of: result.predictions).map(\.metric.name)
    #expect(!found.isEmpty && Set(found).isSubset(of: named))
    for metric in tried.objective.declaration.metrics where !found.contains(metric.declaration.name)
    {
      #expect(metric.declaration.undefined != nil, "\(metric.declaration.name)")
    }
  }

  @Test("needs the memory that a goal without meaning needs", arguments: ObjectiveCase.all)
  fileprivate func memory(tried: ObjectiveCase) throws {
    let (model, arena, batch) = (try tried.model(), Arena(), try tried.batch())
    _ = GradientPass(model.description, tried.settings, frozen: []).run(
      batch, model.bank, step: 0, arena: arena, workers: Workers(threads: 1))
    let offsets = batch.tokens.sequences.offsets
    let lengths = zip(offsets, offsets.dropFirst()).map { $1 - $0 }
    let planned = TrainingMemory(
      model.description, tried.settings, objective: tried.objective, lengths: lengths,
      rowsRead: lengths.map {
        tried.objective.rowsRead(ofTokens: $0, masking: tried.settings.masking)
      })
    // Which rows are masked depends on the tokens; their number doesn't, but for the frame.
    #expect(abs(planned.step - arena.peakBytes) <= arena.peakBytes / 5)
  }

  @Test("is learned", arguments: ObjectiveCase.all)
  fileprivate func learning(tried: ObjectiveCase) throws {
    let trainer = try Trainer(
      tried.model(), data: tried.data, settings: tried.settings, threads: 1)
    let before = try tried.evaluation(trainer.model).loss
    while !trainer.isDone { try trainer.advance() }
    #expect(try tried.evaluation(trainer.model).loss < before)
  }
}
