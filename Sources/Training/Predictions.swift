/// What a model says of every row or question of a split, in order, beside what is right.
package enum Predictions: Sendable, Equatable {
  /// The class with the highest score, the first of equals.
  case classes([Int32], labels: [Int32])
  /// What a regression tells.
  case scores([Float], right: [Float])
  /// The text that answers each question, empty where none was found; all answers that people gave.
  case answers([String], right: [[String]])
}

/// Predictions as they come in, batch by batch.
struct CollectedPredictions {
  private var classes: [Int32] = []
  private var labels: [Int32] = []
  private var scores: [Float] = []
  private var right: [Float] = []

  /// Takes over what a batch gave: outputs [sequences, width]. Spans of tokens are left to
  /// ``AnswerSearch``.
  mutating func add(_ outputs: [Float], for goal: ScoredBatch.Goal) {
    switch goal {
    case .pieces, .spans: break
    case .classes(let labels):
      let width = outputs.count / max(1, labels.count)
      for row in labels.indices {
        classes.append(Self.place(ofLargestIn: outputs[row * width..<(row + 1) * width]))
      }
      self.labels += labels
    case .scores(let right):
      scores += outputs
      self.right += right
    }
  }

  /// Nil where pieces were guessed.
  var predictions: Predictions? {
    if !labels.isEmpty { return .classes(classes, labels: labels) }
    return right.isEmpty ? nil : .scores(scores, right: right)
  }

  private static func place(ofLargestIn row: ArraySlice<Float>) -> Int32 {
    var best = row.startIndex
    for place in row.indices where row[place] > row[best] { best = place }
    return Int32(best - row.startIndex)
  }
}
