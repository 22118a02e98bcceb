internal import CKernels

/// The outcome of a softmax classification over rows.
package struct ClassificationLoss {
  /// The mean loss over rows, in nats; one number.
  package let loss: Variable
  /// The same number as ``loss``.
  package let mean: Float
  /// The loss of each row, in nats, [rows].
  package let perRowLoss: [Float]
  /// Whether the highest score of each row (the first of equals) is the label's, [rows].
  package let hits: [Bool]

  /// Number of rows whose highest score is the label's.
  package var correct: Int { hits.count { $0 } }
}

extension Tape {
  /// Computes the mean of -log softmax(logits)[label] over rows: logits [rows, classes], labels
  /// [rows].
  ///
  /// - Precondition: at least one row; every label is a class.
  package func crossEntropy(logits: Variable, labels: [Int32]) -> ClassificationLoss {
    let (rows, width) = (logits.rows, logits.width)
    check(labels, rows: rows, classes: width)
    let shares = arena.block(logits.count)
    copy(logits.value, to: shares.start, count: logits.count)
    var outcome = RowOutcomes(rows: rows)
    outcome.score(0..<rows, width: width, labels: labels, scores: shares.start, workers)
    let loss = result([1], of: logits)
    workers.alone { loss.value[0] = outcome.meanLoss }
    onBackward(loss) { [workers] outer in
      guard let gradient = logits.sink?.cleared() else { return }
      workers.forEachRange(of: rows, by: rowTile) { range in
        let factor = outer[0] / Float(rows)
        for row in range { shares.start[row * width + Int(labels[row])] -= 1 }
        let offset = range.lowerBound * width
        kernel_add_scaled(
          range.count * width, factor, shares.start + offset, gradient + offset)
      }
    }
    return ClassificationLoss(
      loss: loss, mean: outcome.meanLoss, perRowLoss: outcome.losses, hits: outcome.hits(labels))
  }

  /// Computes the mean of -log softmax(x Eᵀ + b)[label] over rows: x [rows, width], labels [rows],
  /// b [vocabulary], and a table E [vocabulary, width] so large that the scores of all rows are
  /// never in memory at once.
  ///
  /// The backward pass recomputes the scores, some rows at a time.
  /// - Precondition: at least one row; every label is in the vocabulary.
  package func crossEntropy(
    _ x: Variable, table: Variable, bias: Variable, labels: [Int32]
  ) -> ClassificationLoss {
    let scores = TableScores(x, table: table, bias: bias)
    let (rows, classes) = (scores.rows, scores.classes)
    check(labels, rows: rows, classes: classes)
    var outcome = RowOutcomes(rows: rows)
    for range in scores.chunks {
      let block = self.scores(scores, range)
      withExtendedLifetime(block) {
        outcome.score(range, width: classes, labels: labels, scores: block.start, workers)
      }
    }
    let loss = result([1], of: x, table, bias)
    workers.alone { loss.value[0] = outcome.meanLoss }
    onBackward(loss) { [self] outer in
      for range in scores.chunks {
        let shares = self.scores(scores, range)
        var again = RowOutcomes(rows: rows)
        again.score(range, width: classes, labels: labels, scores: shares.start, workers)
        workers.forEach(range.count) { index in
          let row = shares.start + index * classes
          row[Int(labels[range.lowerBound + index])] -= 1
          kernel_scale(classes, outer[0] / Float(rows), row)
        }
        // Blocks that are taken meanwhile must not be this one.
        withExtendedLifetime(shares) { passOn(shares.start, range, of: scores) }
      }
    }
    return ClassificationLoss(
      loss: loss, mean: outcome.meanLoss, perRowLoss: outcome.losses, hits: outcome.hits(labels))
  }

  private func check(_ labels: [Int32], rows: Int, classes: Int) {
    precondition(rows == labels.count && rows > 0, "one label for each row")
    precondition(labels.allSatisfy { $0 >= 0 && Int($0) < classes }, "a label is no class")
  }
}

/// The loss and the highest score's class of each row.
private struct RowOutcomes {
  private(set) var losses: [Float]
  private var best: [Int32]

  init(rows: Int) {
    losses = Array(repeating: 0, count: rows)
    best = Array(repeating: 0, count: rows)
  }

  /// Replaces rows of scores by their softmax, and notes their losses.
  mutating func score(
    _ range: Range<Int>, width: Int, labels: [Int32], scores: UnsafeMutablePointer<Float>,
    _ workers: Workers
  ) {
    losses.withUnsafeMutableBufferPointer { losses in
      best.withUnsafeMutableBufferPointer { best in
        guard let loss = losses.baseAddress, let best = best.baseAddress else { return }
        labels.withUnsafeBufferPointer { labels in
          guard let label = labels.baseAddress else { return }
          workers.forEach(range.count) { index in
            let row = range.lowerBound + index
            kernel_cross_entropy(
              1, width, label + row, scores + index * width, loss + row, best + row)
          }
        }
      }
    }
  }

  var meanLoss: Float { Float(losses.reduce(0.0) { $0 + Double($1) } / Double(losses.count)) }

  func hits(_ labels: [Int32]) -> [Bool] { zip(best, labels).map { $0 == $1 } }
}
