internal import CKernels

/// The outcome of guessing where an answer begins and ends in each sequence.
package struct SpanLoss {
  /// The mean over sequences, in nats; one number.
  package let loss: Variable
  /// The same number.
  package let mean: Float
  /// The loss of each sequence, of which it is the mean.
  package let perRowLoss: [Float]
  /// Whether both ends of each sequence have the highest score (the first of equals).
  package let hits: [Bool]
  /// The place of the highest score of a first token, and of a last one, in each sequence.
  package let bestStarts, bestEnds: [Int32]

  /// How many sequences are right.
  package var correct: Int { hits.count { $0 } }

  /// - Parameters:
  ///   - best: The places of the highest scores, of all starts and then of all ends.
  ///   - targets: The right ones.
  fileprivate init(_ mean: MeanLoss, best: [Int32], targets: [Int32]) {
    let count = best.count / 2
    (loss, self.mean) = (mean.loss, mean.mean)
    let ends = mean.perRowLoss
    perRowLoss = (0..<count).map { (ends[$0] + ends[count + $0]) / 2 }
    hits = (0..<count).map {
      best[$0] == targets[$0] && best[count + $0] == targets[count + $0]
    }
    bestStarts = Array(best[..<count])
    bestEnds = Array(best[count...])
  }
}

extension Tape {
  /// How well a span of each sequence is found, as BERT answers SQuAD's questions (Devlin et al.
  /// 2019, section 4.2): half of -log of the start's share of a sequence's tokens and of the
  /// end's, the mean over sequences.
  ///
  /// - Parameters:
  ///   - logits: [tokens, 2]: scores of being the first and the last token of the answer.
  ///   - starts: The place in its sequence, from 0, of each answer's first token; 0, which is
  ///     [CLS], for both ends where the sequence doesn't hold the answer.
  ///   - ends: Of its last token.
  /// - Precondition: at least one sequence, each of one token or more; places within sequences.
  package func spanLoss(
    _ logits: Variable, sequences: Sequences, starts: [Int32], ends: [Int32]
  ) -> SpanLoss {
    let (count, tokens) = (sequences.count, sequences.tokens)
    precondition(logits.shape == [tokens, 2] && count > 0, "two scores for each token")
    precondition(starts.count == count && ends.count == count, "two ends for each sequence")
    let targets = starts + ends
    check(targets, in: sequences)
    // Shares of starts, then of ends, each in one row for every sequence.
    let shares = arena.block(2 * tokens)
    var best = targets
    let losses = rowLosses(2 * count) { losses in
      best.withUnsafeMutableBufferPointer { best in
        guard let best = best.baseAddress else { return }
        workers.forEach(2 * count) { task in
          let (column, range) = (task / count, sequences.range(task % count))
          let row = shares.start + column * tokens + range.lowerBound
          for token in range { row[token - range.lowerBound] = logits.value[token * 2 + column] }
          withUnsafePointer(to: targets[task]) {
            kernel_cross_entropy(1, range.count, $0, row, losses + task, best + task)
          }
          row[Int(targets[task])] -= 1
        }
      }
    }
    let mean = mean(of: losses, depending: logits)
    onBackward(mean.loss) { [workers] outer in
      guard let gradient = logits.sink?.cleared() else { return }
      workers.forEachRange(of: tokens, by: elementTile) { range in
        let factor = outer[0] / Float(2 * count)
        for token in range {
          gradient[token * 2] += factor * shares.start[token]
          gradient[token * 2 + 1] += factor * shares.start[tokens + token]
        }
      }
    }
    return SpanLoss(mean, best: best, targets: targets)
  }

  /// Checks the places of all starts, then of all ends.
  private func check(_ targets: [Int32], in sequences: Sequences) {
    precondition(
      targets.indices.allSatisfy {
        targets[$0] >= 0
          && Int(targets[$0]) < sequences.range($0 % sequences.count).count
      }, "an end is not in its sequence")
  }
}
