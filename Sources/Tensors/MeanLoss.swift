internal import CKernels

/// A mean loss over rows, as a variable to differentiate and as a number to report.
package struct MeanLoss {
  /// The mean on the tape; one number.
  package let loss: Variable
  /// The same number as ``loss``.
  package let mean: Float
  /// The losses that it is the mean of, [rows].
  package let perRowLoss: [Float]
}

extension Tape {
  /// Computes the mean of (prediction - target)² over rows: predictions [rows, 1], targets [rows].
  ///
  /// - Precondition: at least one row, and a target for each.
  package func squaredError(_ predictions: Variable, targets: [Float]) -> MeanLoss {
    meanSquaredDistance(predictions, to: constant(targets, shape: [targets.count, 1]))
  }

  /// Computes the mean of (a - target)² over all entries: TinyBERT's loss of hidden states (Jiao et
  /// al., arXiv 1909.10351, eq. 8).
  ///
  /// - Parameter target: An array of the same shape; it gets no gradient.
  /// - Precondition: at least one entry.
  package func meanSquaredDistance(_ a: Variable, to target: Variable) -> MeanLoss {
    precondition(a.shape == target.shape && a.count > 0, "\(a.shape) against \(target.shape)")
    let (rows, width) = (a.rows, a.width)
    let slopes = arena.block(a.count)
    let losses = rowLosses(rows) { losses in
      workers.forEachRange(of: rows, by: rowTile) { range in
        let offset = range.lowerBound * width
        kernel_squared_distance(
          range.count, width, a.value + offset, target.value + offset, slopes.start + offset,
          losses + range.lowerBound)
      }
    }
    return mean(of: losses, a, slopes: slopes, factor: 2 / Float(a.count))
  }

  /// Makes a mean loss whose gradient in x is `factor` · slopes, an array of x's size.
  func mean(of losses: [Float], _ x: Variable, slopes: ArenaBlock, factor: Float) -> MeanLoss {
    let mean = mean(of: losses, depending: x)
    onBackward(mean.loss) { [self] outer in
      guard let gradient = x.sink?.cleared() else { return }
      eachTile(of: x.count) { offset, count in
        kernel_add_scaled(count, outer[0] * factor, slopes.start + offset, gradient + offset)
      }
    }
    return mean
  }

  /// Makes a mean of losses, summed one after the other in double precision; the caller registers
  /// the backward pass.
  func mean(of losses: [Float], depending inputs: Variable?...) -> MeanLoss {
    let mean = Float(losses.reduce(0.0) { $0 + Double($1) } / Double(losses.count))
    let learns = inputs.first { $0?.sink != nil } ?? nil
    let loss = result([1], of: learns)
    workers.alone { loss.value[0] = mean }
    return MeanLoss(loss: loss, mean: mean, perRowLoss: losses)
  }

  /// Returns the losses that `body` writes, [rows]; zeros where the workers are idle.
  func rowLosses(_ rows: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    var losses = [Float](repeating: 0, count: rows)
    losses.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { body(start) } }
    return losses
  }
}
