package import Datasets
package import Models
internal import Options
internal import Statistics
package import Tensors
internal import Tokenization

/// Learns to find the first and the last token of the answer to a question in a text (Devlin et al.
/// 2019, section 4.2).
package struct SpanFinding: Objective {
  package static let declaration = ObjectiveDeclaration(
    "spans", "finds the answer to a question in a text", content: .answers,
    predictions: .answers, distance: nil)

  private let vocabulary: Vocabulary

  package init(_ data: EncodedDataset, masking: MaskingRule, task: String?) {
    vocabulary = data.vocabulary
  }

  package static func heads(classes: [String], isOrdered: Bool) -> RequiredHeads {
    RequiredHeads(spans: true)
  }

  package static func isComplete(_ split: EncodedSplit) -> Bool { split.spans != nil }

  package static func rowsRead(ofTokens count: Int, masking: MaskingRule) -> Int { count }

  package static func blankGoal(
    for sequences: Sequences, rowsRead: [Int], of model: ModelDescription
  ) -> any Goal {
    AnswerEnds(starts: rowsRead.map { _ in 0 }, ends: rowsRead.map { _ in 0 })
  }

  package func training(_ batch: Batch, seed: UInt64, step: Int) -> ScoredBatch {
    evaluation(batch)
  }

  package func evaluation(_ batch: Batch) -> ScoredBatch {
    ScoredBatch(batch, goal: AnswerEnds(starts: batch.starts, ends: batch.ends))
  }

  package func collector(for split: EncodedSplit) -> any PredictionCollector {
    guard let spans = split.spans else { preconditionFailure("a split that is complete") }
    return FoundAnswers(search: AnswerSearch(spans), spans: spans, vocabulary: vocabulary)
  }

  /// Collects the answer that was found for each question, as text.
  private struct FoundAnswers: PredictionCollector {
    var search: AnswerSearch
    let spans: AnswerSpans
    let vocabulary: Vocabulary

    mutating func add(_ outcome: ScoredBatch.Outcome, of batch: ScoredBatch, examples: [Int]) {
      guard let scores = outcome.outputs?.numbers else { return }
      search.add(scores, offsets: batch.tokens.sequences.offsets, windows: examples)
    }

    private func texts() throws -> [String] {
      spans.texts(of: search.stretches, tokenizer: try vocabulary.tokenizer())
    }

    func predictions() throws -> Predictions {
      .answers(try texts(), right: spans.questions.map(\.answers))
    }

    /// Makes a table with a row for each question.
    func examples() throws -> ExampleTable {
      let rows = try zip(texts(), spans.questions).map { found, question in
        let agreement = AnswerAgreement(found, right: question.answers)
        let right = Value.list(question.answers.map { .text($0) })
        return [
          right.canonicalJSON, found, "\(agreement.exactMatch)", "\(agreement.f1)",
        ]
      }
      return ExampleTable(["label", "predicted", "exact_match", "f1"], rows: rows)
    }
  }
}

/// The positions of the right answer's first and last token in each sequence.
struct AnswerEnds: Goal {
  /// Positions in the sequence [sequences]; both 0 where it holds no answer.
  let starts, ends: [Int32]

  var rows: Int { starts.count }

  func readRows(of sequences: Sequences) -> ReadRows {
    ReadRows((0..<Int32(sequences.tokens)).map { $0 }, of: sequences)
  }

  func outcome(
    of states: Variable, of sequences: Sequences, _ encoder: Encoder, tape: Tape
  ) -> ScoredBatch.Outcome {
    let logits = encoder.spanLogits(states)
    let result = tape.spanLoss(logits, sequences: sequences, starts: starts, ends: ends)
    return ScoredBatch.Outcome(
      result.loss,
      BatchScore(
        loss: Double(result.mean), perRowLoss: result.perRowLoss, hits: result.hits),
      outputs: logits)
  }

  func part(ofSequences sequences: Range<Int>, tokens: Range<Int>) -> AnswerEnds {
    AnswerEnds(starts: Array(starts[sequences]), ends: Array(ends[sequences]))
  }
}
