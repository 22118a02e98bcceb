/// How well masked pieces of each sequence were guessed.
struct GuessesByRow {
  /// Of one sequence.
  private struct Guessed {
    var masked = 0
    var right = 0
    /// The sum over its masked pieces, in nats.
    var loss = 0.0
  }

  private var sequences: [Guessed] = []

  /// Takes over what came of a batch, sequence after sequence.
  ///
  /// - Parameters:
  ///   - places: Of the scored pieces among the tokens of the batch.
  ///   - offsets: The first token of each sequence, and the end.
  mutating func add(_ score: BatchScore, at places: [Int32], offsets: [Int]) {
    var next = 0
    for end in offsets.dropFirst() {
      var guessed = Guessed()
      while next < places.count, Int(places[next]) < end {
        guessed.masked += 1
        guessed.right += score.hits[next] ? 1 : 0
        guessed.loss += Double(score.perRowLoss[next])
        next += 1
      }
      sequences.append(guessed)
    }
  }

  static let header = ["masked", "right", "loss"]

  /// Counts and the mean loss of each sequence, which is empty where nothing is masked.
  var rows: [[String]] {
    sequences.map { guessed in
      let mean = guessed.loss / Double(guessed.masked)
      return ["\(guessed.masked)", "\(guessed.right)", guessed.masked == 0 ? "" : "\(mean)"]
    }
  }
}
