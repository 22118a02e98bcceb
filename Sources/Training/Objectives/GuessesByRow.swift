/// Collects how well the masked tokens of each sequence were predicted.
struct GuessesByRow {
  /// Counts and loss of one sequence.
  private struct Guessed {
    var masked = 0
    var right = 0
    /// Sum of the losses of its masked tokens, in nats.
    var loss = 0.0
  }

  private var sequences: [Guessed] = []

  /// Adds the result of a batch, sequence after sequence.
  ///
  /// - Parameters:
  ///   - positions: Indices of the scored tokens among the tokens of the batch [masked rows].
  ///   - offsets: Index of the first token of each sequence, and the end [sequences + 1].
  mutating func add(_ score: BatchScore, at positions: [Int32], offsets: [Int]) {
    var next = 0
    for end in offsets.dropFirst() {
      var guessed = Guessed()
      while next < positions.count, Int(positions[next]) < end {
        guessed.masked += 1
        guessed.right += score.hits[next] ? 1 : 0
        guessed.loss += Double(score.perRowLoss[next])
        next += 1
      }
      sequences.append(guessed)
    }
  }

  static let header = ["masked", "right", "loss"]

  /// Counts and mean loss of each sequence; the loss is empty where nothing is masked.
  var rows: [[String]] {
    sequences.map { guessed in
      let mean = guessed.loss / Double(guessed.masked)
      return ["\(guessed.masked)", "\(guessed.right)", guessed.masked == 0 ? "" : "\(mean)"]
    }
  }
}
