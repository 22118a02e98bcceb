/// What a model says of every row or question of a split, in order, beside what is right.
package enum Predictions: Sendable, Equatable {
  /// The class with the highest score, the first of equals, of so many classes.
  case classes([Int32], labels: [Int32], count: Int)
  /// What a regression tells.
  case scores([Float], right: [Float])
  /// The text that answers each question, empty where none was found; all answers that people gave.
  case answers([String], right: [[String]])
  /// How well masked pieces were guessed, and the order of segments where there is one; the guesses
  /// themselves are too many to be kept.
  case pieces(Guesses, order: Guesses?)

  /// What predictions are of.
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

/// How many guesses were right, and what they lost.
package struct Guesses: Sendable, Equatable {
  package let count: Int
  package let right: Int
  /// The mean cross-entropy, in nats.
  package let loss: Double
  /// The mean loss of guessing by frequency in training alone, in nats; nil where that is unknown.
  package let frequencyLoss: Double?

  package init(count: Int, right: Int, loss: Double, frequencyLoss: Double? = nil) {
    self.count = count
    self.right = right
    self.loss = loss
    self.frequencyLoss = frequencyLoss
  }

  /// The part of the guesses that were right; nil where there were none.
  var accuracy: Double? { count == 0 ? nil : Double(right) / Double(count) }
}
