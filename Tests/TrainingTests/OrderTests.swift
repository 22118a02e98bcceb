import Datasets
import FoundationEssentials
import Models
import Statistics
import Tensors
import TestSupport
import Testing

@testable import Training

/// A model that predicts orders of segments, and a batch with some to predict.
private struct OrderCase {
  let step = StepCase(run: SmallRun(content: .runningText))

  func model() -> StoredModel {
    var description = step.model.description
    description.hasOrderHead = true
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: 5, description.encoder)
    return StoredModel(description: description, bank: bank, vocabulary: step.model.vocabulary)
  }

  var batch: ScoredBatch {
    let labels = StepCase.lengths.indices.map { Int32($0 % 2) }
    let plain = step.batch
    guard let pieces = plain.goal as? MaskedPieces else { return plain }
    return ScoredBatch(
      tokens: plain.tokens,
      goal: MaskedPieces(targets: pieces.targets, rows: pieces.positions, order: labels))
  }

  func pass(_ model: StoredModel, parts: Int) -> Double {
    var settings = step.settings
    (settings.microBatches, settings.dropout) = (parts, 0)
    return GradientPass(model.description, settings, frozen: []).run(
      batch, model.bank, step: 0, arena: Arena(), workers: Workers(threads: 1))
  }
}

@Suite("predicting the order of segments")
struct OrderTests {
  private let order = OrderCase()

  @Test("the head has the dialect's name, and stands on a pooler")
  func parameters() {
    let model = order.model()
    #expect(model.bank.layout["cls.seq_relationship.weight"]?.shape == [2, 16])
    #expect(model.bank.layout["pooler.dense.weight"] != nil)
    var description = model.description
    description.encoder.embedding = 8
    let names = ParameterLayout(description).parameters.map(\.name)
    #expect(names.contains("sop_classifier.classifier.bias"))
  }

  @Test("a description without the head reads and writes as before there was one")
  func stored() throws {
    var description = order.model().description
    description.hasOrderHead = false
    let json = try JSONEncoder().encode(description)
    #expect(!String(decoding: json, as: UTF8.self).contains("ordersSegments"))
    #expect(try JSONDecoder().decode(ModelDescription.self, from: json) == description)
  }

  @Test("the loss is the tokens' and the order's, and parts of a batch make up the whole")
  func parts() throws {
    let (whole, cut) = (order.model(), order.model())
    let loss = order.pass(whole, parts: 1)
    #expect(abs(order.pass(cut, parts: 3) - loss) < 1e-5)
    let distance = relativeDistance(
      cut.bank.allGradients, whole.bank.allGradients.map { Double($0) })
    #expect(distance < 1e-4)
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    let weights = EncoderWeights(
      whole.description, bank: whole.bank, tape: tape, learning: false)
    let outcome = order.batch.outcome(Encoder(weights, tape: tape), tape: tape)
    let predicted = try #require(outcome.order)
    #expect(predicted.rows == StepCase.lengths.count)
    #expect(abs(outcome.score.loss + predicted.loss - loss) < 1e-5)
    #expect(abs(outcome.value - loss) < 1e-5)
    #expect(abs(Double(outcome.loss.numbers[0]) - loss) < 1e-5)
  }

  @Test("data in order give a model the head, which learns; other data leave it out")
  func training() throws {
    let plain = SmallRun(content: .runningText)
    let data = plain.data
    func ordered(_ split: EncodedSplit) -> EncodedSplit {
      EncodedSplit(
        ids: split.ids, offsets: split.offsets, segments: split.ids.map { _ in 0 },
        labels: (0..<split.count).map { split.ids[split.offsets[$0]] < 17 ? 0 : 1 })
    }
    let tagged = EncodedDataset(
      content: data.content, vocabulary: data.vocabulary, classes: [],
      splits: data.splits.mapValues(ordered))
    let model = try plain.model().fitted(to: tagged, seed: 1)
    #expect(model.description.hasOrderHead)
    #expect(try !model.fitted(to: data, seed: 1).description.hasOrderHead)
    let settings = TrainingSettings(
      steps: 60, batchSize: 8, learningRate: 0.01, dropout: 0, seed: 3, logEvery: 4)
    let trainer = try Trainer(model, data: tagged, settings: settings, threads: 1)
    while !trainer.isDone { try trainer.advance() }
    let result = try #require(
      try Evaluation.run(model, data: tagged, split: "train", batch: 8, threads: 1) { _, _ in true }
    )
    #expect(try #require(OrderAccuracy.value(of: result.predictions)) > 0.8)
  }
}
