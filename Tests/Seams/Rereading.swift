package import Datasets
package import Models
internal import Statistics
package import Tensors

/// Learns to predict every token of running text with nothing masked, as an autoencoder does.
///
/// It needs the head of masked language modelling, and no choice of tokens.
package struct Rereading: Objective {
  package static let declaration = ObjectiveDeclaration(
    "reread", "predicts every token of running text without masking", content: .runningText,
    predictions: .pieces, distance: .ofPieces)

  package init(_ data: EncodedDataset, masking: MaskingRule, task: String?) {}

  package static func heads(classes: [String], isOrdered: Bool) -> RequiredHeads {
    RequiredHeads(language: true)
  }

  package static func isComplete(_ split: EncodedSplit) -> Bool { true }

  package static func rowsRead(ofTokens count: Int, masking: MaskingRule) -> Int { count }

  package static func blankGoal(
    for sequences: Sequences, rowsRead: [Int], of model: ModelDescription
  ) -> any Goal {
    let rows = zip(sequences.offsets, rowsRead).flatMap { start, count in
      (start..<start + count).map { Int32($0) }
    }
    return MaskedPieces(targets: rows.map { _ in 0 }, rows: rows)
  }

  package func training(_ batch: Batch, seed: UInt64, step: Int) -> ScoredBatch {
    evaluation(batch)
  }

  package func evaluation(_ batch: Batch) -> ScoredBatch {
    ScoredBatch(
      batch, goal: MaskedPieces(targets: batch.ids, rows: batch.ids.indices.map { Int32($0) }))
  }

  package func collector(for split: EncodedSplit) -> any PredictionCollector { Collector() }

  /// Counts the correct predictions of all tokens, and those of each sequence.
  private struct Collector: PredictionCollector {
    private var tokens = ScoreTally()
    private var bySequence = GuessesByRow()

    mutating func add(_ outcome: ScoredBatch.Outcome, of batch: ScoredBatch, examples: [Int]) {
      tokens.add(outcome.score)
      let positions = (0..<Int32(outcome.score.rows)).map { $0 }
      bySequence.add(outcome.score, at: positions, offsets: batch.tokens.sequences.offsets)
    }

    func examples() -> ExampleTable {
      ExampleTable(GuessesByRow.header, rows: bySequence.rows)
    }

    func predictions() -> Predictions {
      .pieces(
        Guesses(count: tokens.rows, right: tokens.correct, loss: tokens.loss), order: nil)
    }
  }
}
