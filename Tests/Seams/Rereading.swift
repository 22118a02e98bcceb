package import Datasets
package import Models
internal import Statistics
package import Tensors

/// Tells every piece of running text again with nothing masked, as an autoencoder does.
package struct Rereading: Objective {
  package static let declaration = ObjectiveDeclaration(
    "reread", "tells every piece of running text again", content: .runningText,
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

  package func collector(for split: EncodedSplit) -> any PredictionCollector { Told() }

  /// How well pieces were told so far.
  private struct Told: PredictionCollector {
    private var pieces = ScoreTally()
    private var bySequence = GuessesByRow()

    mutating func add(_ outcome: ScoredBatch.Outcome, of batch: ScoredBatch, examples: [Int]) {
      pieces.add(outcome.score)
      let places = (0..<Int32(outcome.score.rows)).map { $0 }
      bySequence.add(outcome.score, at: places, offsets: batch.tokens.sequences.offsets)
    }

    func examples() -> ExampleTable {
      ExampleTable(GuessesByRow.header, rows: bySequence.rows)
    }

    func predictions() -> Predictions {
      .pieces(
        Guesses(count: pieces.rows, right: pieces.correct, loss: pieces.loss), order: nil)
    }
  }
}
