internal import Tensors

/// The function that fitting minimises: the losses of all rows, plus half a penalty times the
/// squared length of the weights; biases have no penalty.
///
/// For classes this is multinomial logistic regression, for scores ridge regression. The sum is
/// convex, and strictly so in the weights; with two classes there is one weight for a column, as in
/// scikit-learn. Parameters are laid out as in ``LinearModel``. Every sum runs in one order, so any
/// number of threads gives the same bits.
final class LinearProblem {
  /// Rows, or columns, that one thread takes at a time.
  static let tile = 64

  let workers: Workers
  private let rows, columns: SparseRows
  private let targets: LinearTargets
  /// Predictions for each row [rows, outputs] at the point of the last value, and a buffer of the
  /// same size.
  private let shares, room: Vector

  init(_ rows: SparseRows, _ targets: LinearTargets, _ workers: Workers) {
    precondition(rows.count == targets.count, "every row has its target")
    self.rows = rows
    self.targets = targets
    self.workers = workers
    columns = rows.transposed()
    shares = Vector(rows.count * targets.outputs)
    room = Vector(rows.count * targets.outputs)
  }

  private var outputs: Int { targets.outputs }
  private var weights: Int { rows.width * outputs }
  var parameters: Int { weights + outputs }

  /// Computes the value at a point, and writes the gradient there into `gradient`.
  func value(at point: Vector, penalty: Double, gradient: Vector) -> Double {
    let losses = workers.sum(of: rows.count, by: Self.tile) { range in
      shares.putOut(range, rows, point, outputs: outputs)
      var sum = 0.0
      for row in range {
        let (own, slopes) = (shares.start + row * outputs, room.start + row * outputs)
        sum += targets.loss(row, own)
        slopes.update(from: own, count: outputs)
        targets.subtract(row, from: slopes)
      }
      return sum
    }
    gather(penalty, point, into: gradient)
    return losses + penalty / 2 * workers.dot(point, point, first: weights)
  }

  /// Multiplies the Hessian at the point of the last value by a direction.
  func curve(_ direction: Vector, penalty: Double, into result: Vector) {
    workers.forEachRange(of: rows.count, by: Self.tile) { range in
      room.putOut(range, rows, direction, outputs: outputs)
      for row in range {
        targets.bend(room.start + row * outputs, at: shares.start + row * outputs)
      }
    }
    gather(penalty, direction, into: result)
  }

  /// Computes the Hessian's diagonal at the point of the last value.
  ///
  /// - Postcondition: The diagonal is positive, as long as the penalty is.
  func diagonal(penalty: Double, into result: Vector) {
    workers.forEachRange(of: rows.count, by: Self.tile) { range in
      for row in range {
        let offset = row * outputs
        targets.curvatures(at: shares.start + offset, into: room.start + offset)
      }
    }
    gather(penalty, nil, squared: true, into: result)
    // Where every row is predicted beyond doubt, no curvature of a bias is left.
    let least = Double(rows.count) * 1e-12
    for bias in weights..<parameters { result.start[bias] = max(result.start[bias], least) }
  }

  /// Sums the products of the rows' entries, or of their squares, with ``room`` over all rows, and
  /// adds the penalty, times the weights of `point` if there is one.
  private func gather(
    _ penalty: Double, _ point: Vector?, squared: Bool = false, into result: Vector
  ) {
    let (outputs, room, sums) = (outputs, room.start, result.start)
    let tiles = (rows.width + Self.tile - 1) / Self.tile
    workers.forEach(tiles + 1) { tile in
      // The biases, with an entry in every row, are the longest work and so the first.
      guard tile > 0 else { return sumRows(into: sums + weights) }
      let range = (tile - 1) * Self.tile..<min(rows.width, tile * Self.tile)
      let own = range.lowerBound * outputs..<range.upperBound * outputs
      if let point = point?.start {
        for index in own { sums[index] = penalty * point[index] }
      } else {
        for index in own { sums[index] = penalty }
      }
      columns.multiply(range, outputs: outputs, squared: squared, room, addingTo: sums)
    }
  }

  private func sumRows(into sums: UnsafeMutablePointer<Double>) {
    let (outputs, numbers) = (outputs, room.start)
    sums.update(repeating: 0, count: outputs)
    for row in 0..<rows.count {
      for output in 0..<outputs { sums[output] += numbers[row * outputs + output] }
    }
  }
}
