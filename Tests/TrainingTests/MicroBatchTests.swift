import Datasets
import Models
import Testing

@testable import Training

@Suite("micro-batches")
struct MicroBatchTests {
  /// The largest difference from `wanted`, over its largest entry.
  private func difference(_ found: [Float], _ wanted: [Float]) -> Float {
    let largest = wanted.reduce(Float.leastNormalMagnitude) { max($0, abs($1)) }
    return zip(found, wanted).reduce(0) { max($0, abs($1.0 - $1.1)) } / largest
  }

  @Test(
    "give the loss and the gradients of the whole batch", arguments: SmallRun.all, [2, 3, 4, 8])
  func gradients(run: SmallRun, parts: Int) throws {
    let whole = try run.trainer(steps: 1)
    let cut = try run.trainer(steps: 1) { $0.microBatches = parts }
    let (wholeLoss, cutLoss) = (try whole.advance(), try cut.advance())
    #expect(abs(wholeLoss - cutLoss) < 1e-5 * abs(wholeLoss))
    #expect(
      difference(cut.model.bank.allGradients, whole.model.bank.allGradients) < 1e-5)
    #expect(cut.tokens == whole.tokens)
  }

  @Test("train to the same model, to rounding", arguments: SmallRun.all)
  func training(run: SmallRun) throws {
    func values(_ parts: Int) throws -> [Float] {
      let trainer = try run.trainer(steps: 5) { settings in
        (settings.microBatches, settings.optimizer) = (parts, MomentumSGD())
      }
      for _ in 0..<5 { try trainer.advance() }
      return trainer.model.bank.allValues
    }
    let (whole, cut) = (try values(1), try values(4))
    #expect(difference(cut, whole) < 1e-5)
    #expect(whole != run.model().bank.allValues)
  }

  @Test("need memory for one of them alone")
  func memory() throws {
    let whole = try SmallRun().trainer(steps: 1) { $0.batchSize = 24 }
    let cut = try SmallRun().trainer(steps: 1) { ($0.batchSize, $0.microBatches) = (24, 6) }
    for trainer in [whole, cut] { try trainer.advance() }
    #expect(cut.peakBytes < whole.peakBytes / 2)
  }

  @Test("are runs of sequences that make up the batch, whatever is scored in them")
  func cutting() throws {
    for content in [DatasetContent.classes, .runningText, .answers] {
      let data = SmallRun(content: content).data
      let whole = try data.usualObjective.init(data).training(
        data.split("train").batch(Array(0..<7)), seed: 1, step: 0)
      for count in 1...7 {
        let parts = whole.cut(into: count)
        #expect(parts.count == count)
        #expect(parts.flatMap(\.tokens.ids) == whole.tokens.ids)
        #expect(parts.flatMap(\.tokens.positions) == whole.tokens.positions)
        #expect(parts.flatMap(\.targets) == whole.targets)
        #expect(parts.flatMap(\.scoredPieces) == whole.scoredPieces)
      }
    }
  }

  @Test("draw their own dropout; the first draws as a batch that isn't cut")
  func dropout() throws {
    // Every sequence is the same, so only the draws differ between the parts of a batch.
    let pieces: [Int32] = [5, 9, 7, 11]
    let split = EncodedSplit(
      ids: pieces + pieces, offsets: [0, 4, 8], segments: nil, labels: [1, 1])
    let data = EncodedDataset(
      content: .classes, vocabulary: SmallRun().data.vocabulary,
      classes: ["often", "seldom"], splits: ["train": split])
    func loss(_ batch: Int, _ parts: Int, _ dropout: Double) throws -> Double {
      var settings = TrainingSettings(
        steps: 1, batchSize: batch, learningRate: 0.01, dropout: dropout, seed: 1)
      settings.microBatches = parts
      return try Trainer(SmallRun().model(), data: data, settings: settings, threads: 1).advance()
    }
    #expect(abs(try loss(2, 2, 0) - loss(1, 1, 0)) < 1e-6)
    #expect(abs(try loss(2, 2, 0.3) - loss(1, 1, 0.3)) > 1e-4)
  }

  @Test("any number of threads gives the same bits")
  func threads() throws {
    let results = try [1, 3].map { threads in
      let trainer = try SmallRun(holding: .chains).trainer(steps: 4, threads: threads) {
        ($0.microBatches, $0.dropout) = (3, 0.1)
      }
      for _ in 0..<4 { try trainer.advance() }
      return trainer.bits
    }
    #expect(results[0] == results[1])
  }
}

extension ScoredBatch {
  fileprivate var targets: [Int32] {
    switch goal {
    case let goal as MaskedPieces: goal.targets
    case let goal as ClassLabels: goal.labels
    case let goal as AnswerEnds: zip(goal.starts, goal.ends).map { 100 * $0 + $1 }
    default: []
    }
  }

  /// The tokens that stand at the masked rows.
  fileprivate var scoredPieces: [Int32] {
    (goal as? MaskedPieces)?.positions.map { tokens.ids[Int($0)] } ?? []
  }
}
