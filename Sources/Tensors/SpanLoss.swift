internal import CKernels

/// The outcome of predicting where an answer begins and ends in each sequence.
package struct SpanLoss {
  /// The mean loss over sequences, in nats; one number.
  package let loss: Variable
  /// The same number as ``loss``.
  package let mean: Float
  /// The loss of each sequence, in nats, [sequences].
  package let perRowLoss: [Float]
  /// Whether the right first and last token both have their sequence's highest score (the first of
  /// equals), [sequences].
  package let hits: [Bool]
  /// Positions of the highest scores as first and as last token, from 0 in each sequence,
  /// [sequences].
  package let bestStarts, bestEnds: [Int32]

  /// Number of sequences whose answer is found.
  package var correct: Int { hits.count { $0 } }

  /// Takes losses and positions apart, which have all starts before all ends.
  ///
  /// - Parameters:
  ///   - best: Positions of the highest scores.
  ///   - targets: The right positions.
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
  /// Computes the mean over sequences of half the cross-entropies of an answer's first and last
  /// token, each a softmax over the sequence's tokens (Devlin et al. 2019, section 4.2).
  ///
  /// - Parameters:
  ///   - logits: Scores of being the first and the last token of the answer, [tokens, 2].
  ///   - starts: Position of each answer's first token, from 0 in its sequence, [sequences]; 0,
  ///     which is [CLS], for both ends where the sequence doesn't hold the answer.
  ///   - ends: Position of each answer's last token, [sequences].
  /// - Precondition: at least one sequence, each of one token or more; positions within sequences.
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

  /// Checks the positions of all starts, then of all ends.
  private func check(_ targets: [Int32], in sequences: Sequences) {
    precondition(
      targets.indices.allSatisfy {
        targets[$0] >= 0
          && Int(targets[$0]) < sequences.range($0 % sequences.count).count
      }, "an end is not in its sequence")
  }
}
