package import Datasets
package import Models
internal import Statistics
package import Tensors

/// Learns to predict masked tokens of running text (Devlin et al. 2019, section 3.1), and the order
/// of two segments, where data have one (Lan et al., arXiv 1909.11942, section 3.1).
package struct MaskedLanguageModelling: Objective {
  package static let declaration = ObjectiveDeclaration(
    "mlm", "predicts masked tokens of running text", content: .runningText, predictions: .pieces,
    distance: .ofPieces)

  private let masking: Masking
  private let isOrdered: Bool
  /// Texts whose token frequencies are a baseline; nil where there are no training texts.
  private let trainingTexts: EncodedSplit?

  package init(_ data: EncodedDataset, masking rule: MaskingRule, task: String?) throws {
    masking = try Masking(vocabulary: data.vocabulary, rule: rule)
    isOrdered = data.isOrdered
    trainingTexts = data.splits["train"]
  }

  package static func heads(classes: [String], isOrdered: Bool) -> RequiredHeads {
    RequiredHeads(language: true, order: isOrdered)
  }

  package static func isComplete(_ split: EncodedSplit) -> Bool { true }

  package static func rowsRead(ofTokens count: Int, masking: MaskingRule) -> Int {
    masking.count(ofOrdinary: max(0, count - 2))
  }

  package static func blankGoal(
    for sequences: Sequences, rowsRead: [Int], of model: ModelDescription
  ) -> any Goal {
    let isOrdered = model.hasOrderHead
    let rows = zip(sequences.offsets, rowsRead).flatMap { start, count in
      let first = isOrdered ? start + 1 : start
      return (first..<first + count).map { Int32($0) }
    }
    return MaskedPieces(
      targets: rows.map { _ in 0 }, rows: rows, order: isOrdered ? rowsRead.map { _ in 0 } : nil)
  }

  package func training(_ batch: Batch, seed: UInt64, step: Int) -> ScoredBatch {
    scored(masking.training(batch, seed: seed, step: step))
  }

  package func evaluation(_ batch: Batch) -> ScoredBatch { scored(masking.evaluation(batch)) }

  private func scored(_ batch: MaskedBatch) -> ScoredBatch {
    ScoredBatch(
      batch.batch,
      goal: MaskedPieces(
        targets: batch.targets, rows: batch.maskedRows,
        order: isOrdered ? batch.batch.labels : nil))
  }

  package func collector(for split: EncodedSplit) -> any PredictionCollector {
    Guessed(frequencies: trainingTexts.map { PieceFrequencies(of: $0, masking: masking) })
  }

  /// Collects how well tokens and orders of segments were predicted.
  private struct Guessed: PredictionCollector {
    private var pieces = ScoreTally()
    private var order = ScoreTally()
    private var bySequence = GuessesByRow()
    /// Whether the segments of each sequence are swapped, and whether the prediction is right
    /// [sequences].
    private var orders: [(swapped: Bool, isRight: Bool)] = []
    private let frequencies: PieceFrequencies?
    private var frequencyLoss = 0.0

    init(frequencies: PieceFrequencies?) { self.frequencies = frequencies }

    mutating func add(_ outcome: ScoredBatch.Outcome, of batch: ScoredBatch, examples: [Int]) {
      pieces.add(outcome.score)
      guard let hidden = batch.goal as? MaskedPieces else { return }
      bySequence.add(outcome.score, at: hidden.positions, offsets: batch.tokens.sequences.offsets)
      if let predicted = outcome.order {
        order.add(predicted)
        orders += zip(hidden.order ?? [], predicted.hits).map { ($0 == 1, $1) }
      }
      guard let frequencies else { return }
      for piece in hidden.targets { frequencyLoss += frequencies.loss(of: piece) }
    }

    func examples() -> ExampleTable {
      if orders.isEmpty { return ExampleTable(GuessesByRow.header, rows: bySequence.rows) }
      let predicted = orders.map { swapped, isRight in
        [swapped, swapped == isRight].map { $0 ? "swapped" : "in order" }
      }
      return ExampleTable(
        GuessesByRow.header + ["order", "predicted_order"],
        rows: zip(bySequence.rows, predicted).map { $0 + $1 })
    }

    func predictions() -> Predictions {
      let mean = frequencies.map { _ in frequencyLoss / Double(max(1, pieces.rows)) }
      return .pieces(
        pieces.guesses(frequencyLoss: mean),
        order: order.rows == 0 ? nil : order.guesses(frequencyLoss: nil))
    }
  }
}

extension ScoreTally {
  fileprivate func guesses(frequencyLoss: Double?) -> Guesses {
    Guesses(count: rows, right: correct, loss: loss, frequencyLoss: frequencyLoss)
  }
}

/// The masked tokens of a batch, and the order of its segments where that is predicted.
struct MaskedPieces: Goal {
  /// Tokens to be predicted [masked rows].
  let targets: [Int32]
  /// Indices of the masked tokens among the tokens of the batch [masked rows].
  let positions: [Int32]
  /// Order of the segments of each sequence, 0 in order and 1 swapped [sequences]; nil where no
  /// order is predicted.
  let order: [Int32]?
  /// Weight of the mean loss over orders, beside the mean loss over masked tokens: 1, or in a part
  /// of a batch so much that the parts' losses add up to the whole.
  private var orderWeight: Float = 1

  init(targets: [Int32], rows: [Int32], order: [Int32]? = nil) {
    self.targets = targets
    self.order = order
    positions = rows
  }

  var rows: Int { targets.count }

  func readRows(of sequences: Sequences) -> ReadRows {
    order == nil ? ReadRows(positions, of: sequences) : ReadRows(firstAnd: positions, of: sequences)
  }

  func outcome(
    of states: Variable, of sequences: Sequences, _ encoder: Encoder, tape: Tape
  ) -> ScoredBatch.Outcome {
    guard let order else {
      let guessed = encoder.languageLoss(states, targets: targets)
      return ScoredBatch.Outcome(guessed.loss, BatchScore(guessed), outputs: nil)
    }
    let read = readRows(of: sequences)
    let guessed = encoder.languageLoss(
      tape.embedding(table: states, rows: read.indices(of: positions)), targets: targets)
    let logits = encoder.orderLogits(tape.embedding(table: states, rows: read.firstIndices))
    let ordered = tape.crossEntropy(logits: logits, labels: order)
    return ScoredBatch.Outcome(
      tape.add(guessed.loss, tape.scale(ordered.loss, by: orderWeight)),
      value: Double(guessed.mean) + Double(orderWeight) * Double(ordered.mean), BatchScore(guessed),
      outputs: logits, order: BatchScore(ordered))
  }

  /// Returns the goal of a part, which counts by its share of the scored rows; its mean loss over
  /// orders counts by its share of the sequences.
  func part(ofSequences sequences: Range<Int>, tokens: Range<Int>) -> MaskedPieces {
    let scored = positions.indices.filter { tokens.contains(Int(positions[$0])) }
    var part = MaskedPieces(
      targets: scored.map { targets[$0] },
      rows: scored.map { positions[$0] - Int32(tokens.lowerBound) },
      order: order.map { Array($0[sequences]) })
    if let order {
      let rowShare = Float(part.rows) / Float(rows)
      let sequenceShare = Float(sequences.count) / Float(order.count)
      part.orderWeight = orderWeight * sequenceShare / rowShare
    }
    return part
  }
}
