internal import CKernels

/// A mean over rows, to be differentiated and to be told.
package struct MeanLoss {
  /// One number.
  package let loss: Variable
  /// The same number.
  package let mean: Float
  /// The losses that it is the mean of, one for each row.
  package let perRowLoss: [Float]
}

extension Tape {
  /// The mean of (prediction - target)² over rows: predictions [rows, 1].
  ///
  /// - Precondition: at least one row, and a target for each.
  package func squaredError(_ predictions: Variable, targets: [Float]) -> MeanLoss {
    meanSquaredDistance(predictions, to: constant(targets, shape: [targets.count, 1]))
  }

  /// The mean of (a - target)² over all entries: TinyBERT's loss of hidden states (Jiao et al.,
  /// arXiv 1909.10351, eq. 8), over the number of entries.
  ///
  /// - Parameter target: Of the same shape; it gets no gradient.
  /// - Precondition: at least one entry.
  package func meanSquaredDistance(_ a: Variable, to target: Variable) -> MeanLoss {
    precondition(a.shape == target.shape && a.count > 0, "\(a.shape) against \(target.shape)")
    let (rows, width) = (a.rows, a.width)
    let slopes = arena.block(a.count)
    let losses = rowLosses(rows) { losses in
      workers.forEachRange(of: rows, by: rowTile) { range in
        let place = range.lowerBound * width
        kernel_squared_distance(
          range.count, width, a.value + place, target.value + place, slopes.start + place,
          losses + range.lowerBound)
      }
    }
    return mean(of: losses, a, slopes: slopes, factor: 2 / Float(a.count))
  }

  /// The mean of losses whose gradient in x is `factor` · slopes, an array of x's size.
  func mean(of losses: [Float], _ x: Variable, slopes: ArenaBlock, factor: Float) -> MeanLoss {
    let mean = mean(of: losses, depending: x)
    onBackward(mean.loss) { [self] outer in
      guard let gradient = x.sink?.cleared() else { return }
      eachTile(of: x.count) { place, count in
        kernel_add_scaled(count, outer[0] * factor, slopes.start + place, gradient + place)
      }
    }
    return mean
  }

  /// The mean of losses, summed one after the other in double precision; the caller registers
  /// what is done on the way back.
  func mean(of losses: [Float], depending inputs: Variable?...) -> MeanLoss {
    let mean = Float(losses.reduce(0.0) { $0 + Double($1) } / Double(losses.count))
    let learns = inputs.first { $0?.sink != nil } ?? nil
    let loss = result([1], of: learns)
    workers.alone { loss.value[0] = mean }
    return MeanLoss(loss: loss, mean: mean, perRowLoss: losses)
  }

  /// What `body` writes for each row; zeros where there is no work to be done.
  func rowLosses(_ rows: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    var losses = [Float](repeating: 0, count: rows)
    losses.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { body(start) } }
    return losses
  }
}
