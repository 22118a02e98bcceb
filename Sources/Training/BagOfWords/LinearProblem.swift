internal import Tensors

/// What fitting makes small: the losses of all rows, and half a penalty times the squared length of
/// the weights; biases are free.
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
  /// What the model says of each row, [rows, outputs], where a value was last asked for; and room
  /// for as much.
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

  /// The value at some parameters; `gradient` becomes the gradient there.
  func value(at place: Vector, penalty: Double, gradient: Vector) -> Double {
    let losses = workers.sum(of: rows.count, by: Self.tile) { range in
      shares.putOut(range, rows, place, outputs: outputs)
      var sum = 0.0
      for row in range {
        let (own, slopes) = (shares.start + row * outputs, room.start + row * outputs)
        sum += targets.loss(row, own)
        slopes.update(from: own, count: outputs)
        targets.subtract(row, from: slopes)
      }
      return sum
    }
    gather(penalty, place, into: gradient)
    return losses + penalty / 2 * workers.dot(place, place, first: weights)
  }

  /// The Hessian, where a value was last asked for, times a direction.
  func curve(_ direction: Vector, penalty: Double, into result: Vector) {
    workers.forEachRange(of: rows.count, by: Self.tile) { range in
      room.putOut(range, rows, direction, outputs: outputs)
      for row in range {
        targets.bend(room.start + row * outputs, at: shares.start + row * outputs)
      }
    }
    gather(penalty, direction, into: result)
  }

  /// The Hessian's diagonal, where a value was last asked for.
  ///
  /// - Postcondition: Positive, as long as the penalty is.
  func diagonal(penalty: Double, into result: Vector) {
    workers.forEachRange(of: rows.count, by: Self.tile) { range in
      for row in range {
        let place = row * outputs
        targets.curvatures(at: shares.start + place, into: room.start + place)
      }
    }
    gather(penalty, nil, squared: true, into: result)
    // Where every row is told beyond doubt, no curvature of a bias is left.
    let least = Double(rows.count) * 1e-12
    for bias in weights..<parameters { result.start[bias] = max(result.start[bias], least) }
  }

  /// The sums over rows of entries, or of their squares, times ``room``'s; and the penalty, times
  /// the weights at a place where there is one.
  private func gather(
    _ penalty: Double, _ place: Vector?, squared: Bool = false, into result: Vector
  ) {
    let (outputs, room, sums) = (outputs, room.start, result.start)
    let tiles = (rows.width + Self.tile - 1) / Self.tile
    workers.forEach(tiles + 1) { tile in
      // The biases, with an entry in every row, are the longest work: first.
      guard tile > 0 else { return sumRows(into: sums + weights) }
      let range = (tile - 1) * Self.tile..<min(rows.width, tile * Self.tile)
      let own = range.lowerBound * outputs..<range.upperBound * outputs
      if let place = place?.start {
        for index in own { sums[index] = penalty * place[index] }
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
