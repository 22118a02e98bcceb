import Datasets
import Models
import Spec
import Testing

@testable import Training

@Suite("poolers without a head")
struct PoolerTests {
  private static let pooler = ["pooler.dense.weight", "pooler.dense.bias"]

  /// A model with a pooler that has been moved off its start.
  private func model(_ run: SmallRun) -> StoredModel {
    var description = run.model().description
    description.keepsPooler = true
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: 8, description.encoder)
    bank[Self.pooler[1]] = (0..<16).map { Float($0) / 16 }
    return StoredModel(description: description, bank: bank, vocabulary: run.model().vocabulary)
  }

  @Test("are kept bit by bit under another head, which starts afresh")
  func fitting() throws {
    let before = model(SmallRun(content: .runningText))
    let after = try before.fitted(to: SmallRun(content: .scores).data, seed: 4)
    #expect(after.description.classes == [ModelDescription.score])
    #expect(!after.description.hasLanguageHead)
    for name in Self.pooler + ["encoder.layer.1.output.dense.weight"] {
      #expect(after.bank[name] == before.bank[name], "\(name)")
    }
    let head = try #require(after.bank["classifier.weight"])
    #expect(head.count == 16 && head.contains { $0 != 0 })
  }

  @Test("are not moved by decay while nothing reads them")
  func resting() throws {
    let run = SmallRun(content: .runningText)
    let model = model(run)
    let before = Self.pooler.map { model.bank[$0] }
    let settings = TrainingSettings(
      steps: 3, batchSize: 8, learningRate: 0.01, weightDecay: 0.5, seed: 3)
    let trainer = try Trainer(model, data: run.data, settings: settings, threads: 1)
    let words = trainer.model.bank["embeddings.word_embeddings.weight"]
    while !trainer.isDone { try trainer.advance() }
    #expect(Self.pooler.map { trainer.model.bank[$0] } == before)
    #expect(trainer.model.bank["embeddings.word_embeddings.weight"] != words)
  }

  @Test("scores can't be judged by accuracy")
  func accuracyOfScores() {
    let run = SmallRun(content: .scores)
    let error = #expect(throws: DatasetError.self) {
      try run.trainer(steps: 4) { $0.stopping = EarlyStopping(.accuracy, every: 2) }
    }
    #expect(error?.description.contains("measure: loss") == true)
  }
}
