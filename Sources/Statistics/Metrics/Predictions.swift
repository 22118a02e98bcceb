/// A model's predictions for every row or question of a split, in order, and what would be right.
package enum Predictions: Sendable, Equatable {
  /// The class with the highest score for each row (the first of equals), and the number of
  /// classes.
  case classes([Int32], labels: [Int32], count: Int)
  /// The scores that a regression predicts.
  case scores([Float], right: [Float])
  /// The answer to each question, empty if none was found, and all reference answers.
  case answers([String], right: [[String]])
  /// How well masked tokens were predicted, and the order of segments if the data has one; the
  /// predictions themselves are too many to be kept.
  case pieces(Guesses, order: Guesses?)

  /// The kind of thing that is predicted.
  package enum Form: Sendable, CaseIterable {
    case classes, scores, answers, pieces
  }

  package var form: Form {
    switch self {
    case .classes: .classes
    case .scores: .scores
    case .answers: .answers
    case .pieces: .pieces
    }
  }
}

/// Number, correctness and loss of a model's guesses.
package struct Guesses: Sendable, Equatable {
  package let count: Int
  package let right: Int
  /// Mean cross-entropy, in nats.
  package let loss: Double
  /// Mean loss of guessing from the frequencies in training alone, in nats; nil if it is unknown.
  package let frequencyLoss: Double?

  package init(count: Int, right: Int, loss: Double, frequencyLoss: Double? = nil) {
    self.count = count
    self.right = right
    self.loss = loss
    self.frequencyLoss = frequencyLoss
  }

  /// Share of the guesses that were right; nil if there were none.
  var accuracy: Double? { count == 0 ? nil : Double(right) / Double(count) }
}
