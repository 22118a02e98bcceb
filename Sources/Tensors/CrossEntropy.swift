internal import CKernels

/// The outcome of a softmax classification over rows.
package struct ClassificationLoss {
  /// The mean over rows, in nats; one number.
  package let loss: Variable
  /// Rows whose highest score is the label's (the first of equals).
  package let correct: Int
  package let perRowLoss: [Float]
}

extension Tape {
  /// The mean of -log softmax(logits)[label] over rows: logits [rows, classes].
  ///
  /// - Precondition: at least one row; every label is a class.
  package func crossEntropy(logits: Variable, labels: [Int32]) -> ClassificationLoss {
    let (rows, width) = (logits.rows, logits.width)
    precondition(rows == labels.count && rows > 0, "one label for each row")
    precondition(labels.allSatisfy { $0 >= 0 && Int($0) < width }, "a label is no class")
    let losses = arena.uninitialized(rows)
    let shares = arena.uninitialized(logits.count)
    shares.update(from: logits.value, count: logits.count)
    var best = [Int32](repeating: 0, count: rows)
    kernel_cross_entropy(rows, width, labels, shares, losses, &best)
    let loss = result([1], of: logits)
    let perRow = Array(UnsafeBufferPointer(start: losses, count: rows))
    loss.value[0] = Float(perRow.reduce(0.0) { $0 + Double($1) } / Double(rows))
    onBackward(loss) { [workers] outer in
      guard let gradient = logits.gradient else { return }
      let factor = outer[0] / Float(rows)
      workers.forEachRange(of: rows, by: 64) { range in
        for row in range { shares[row * width + Int(labels[row])] -= 1 }
        let place = range.lowerBound * width
        kernel_add_scaled(range.count * width, factor, shares + place, gradient + place)
      }
    }
    return ClassificationLoss(
      loss: loss, correct: zip(best, labels).count { $0 == $1 }, perRowLoss: perRow)
  }
}
