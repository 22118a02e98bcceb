internal import Glibc

/// What a linear model is to tell of each row.
enum LinearTargets: Sendable {
  /// A class of so many.
  case classes([Int32], count: Int)
  case scores([Double])

  var count: Int {
    switch self {
    case .classes(let labels, _): labels.count
    case .scores(let scores): scores.count
    }
  }

  /// How many numbers a model puts out for a row: one for two classes, of which the first has 0;
  /// one each for more; one for a score.
  var outputs: Int {
    if case .classes(_, let count) = self, count > 2 { return count }
    return 1
  }

  func picked(_ rows: [Int]) -> LinearTargets {
    switch self {
    case .classes(let labels, let count): .classes(rows.map { labels[$0] }, count: count)
    case .scores(let scores): .scores(rows.map { scores[$0] })
    }
  }
}

/// Weights and biases of a linear model: [width, outputs], then [outputs].
struct LinearModel: Sendable {
  let outputs: Int
  var parameters: [Double]

  init(width: Int, outputs: Int) {
    self.outputs = outputs
    parameters = [Double](repeating: 0, count: (width + 1) * outputs)
  }

  /// What it puts out for every row, [rows, outputs].
  func outputs(of rows: SparseRows) -> [Double] {
    let biases = parameters.suffix(outputs)
    var all: [Double] = []
    for row in 0..<rows.count {
      var sums = Array(biases)
      for entry in rows.offsets[row]..<rows.offsets[row + 1] {
        let start = Int(rows.columns[entry]) * outputs
        let value = rows.values[entry]
        for output in 0..<outputs { sums[output] += value * parameters[start + output] }
      }
      all += sums
    }
    return all
  }

  /// The class with the highest output for each row, the first of equal ones.
  func classes(_ outputs: [Double]) -> [Int32] {
    if self.outputs == 1 { return outputs.map { $0 > 0 ? 1 : 0 } }
    return stride(from: 0, to: outputs.count, by: self.outputs).map { start in
      var best = 0
      for output in 1..<self.outputs where outputs[start + output] > outputs[start + best] {
        best = output
      }
      return Int32(best)
    }
  }
}

/// What fitting makes small: the losses of all rows, and half the penalty times the squared length
/// of the weights; biases are free.
///
/// For classes the loss is the cross-entropy of multinomial logistic regression, in nats; for
/// scores it is half the squared difference (ridge regression). The sum is convex, and strictly so
/// in the weights; with two classes there is one weight for a column, as in scikit-learn.
struct LinearObjective: Sendable {
  let rows: SparseRows
  let targets: LinearTargets
  let penalty: Double

  init(_ rows: SparseRows, _ targets: LinearTargets, penalty: Double) {
    precondition(rows.count == targets.count, "every row has its target")
    self.rows = rows
    self.targets = targets
    self.penalty = penalty
  }

  /// The value at some parameters, laid out as in ``LinearModel``, and its gradient there.
  func value(at parameters: [Double], gradient: inout [Double]) -> Double {
    let weights = rows.width * targets.outputs
    var penalised = 0.0
    for index in 0..<weights {
      penalised += parameters[index] * parameters[index]
      gradient[index] = penalty * parameters[index]
    }
    for index in weights..<parameters.count { gradient[index] = 0 }
    let losses = parameters.withUnsafeBufferPointer { parameters in
      gradient.withUnsafeMutableBufferPointer { addLosses(parameters, gradient: $0) }
    }
    return losses + penalty / 2 * penalised
  }

  /// The rows' losses, one after the other; their gradients are added.
  private func addLosses(
    _ parameters: UnsafeBufferPointer<Double>, gradient: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    let (outputs, width) = (targets.outputs, rows.width)
    var sums = [Double](repeating: 0, count: outputs)
    var total = 0.0
    rows.columns.withUnsafeBufferPointer { columns in
      rows.values.withUnsafeBufferPointer { values in
        for row in 0..<rows.count {
          let entries = rows.offsets[row]..<rows.offsets[row + 1]
          for output in 0..<outputs { sums[output] = parameters[width * outputs + output] }
          for entry in entries {
            let start = Int(columns[entry]) * outputs
            for output in 0..<outputs { sums[output] += values[entry] * parameters[start + output] }
          }
          total += targets.loss(row, &sums)
          for entry in entries {
            let start = Int(columns[entry]) * outputs
            for output in 0..<outputs { gradient[start + output] += values[entry] * sums[output] }
          }
          for output in 0..<outputs { gradient[width * outputs + output] += sums[output] }
        }
      }
    }
    return total
  }
}

extension LinearTargets {
  /// The loss of a row's outputs, which its slopes in them replace.
  func loss(_ row: Int, _ outputs: inout [Double]) -> Double {
    switch self {
    case .scores(let scores):
      outputs[0] -= scores[row]
      return outputs[0] * outputs[0] / 2
    case .classes(let labels, 2):
      // ln(1 + exp(-z)) without overflow on either side.
      let z = labels[row] == 1 ? outputs[0] : -outputs[0]
      let small = exp(-abs(z))
      let wrong = (z > 0 ? small : 1) / (1 + small)
      outputs[0] = labels[row] == 1 ? -wrong : wrong
      return log1p(small) + max(0, -z)
    case .classes(let labels, _):
      let label = Int(labels[row])
      let (largest, right) = (outputs.max() ?? 0, outputs[label])
      for index in outputs.indices { outputs[index] = exp(outputs[index] - largest) }
      let sum = outputs.reduce(0, +)
      for index in outputs.indices { outputs[index] /= sum }
      outputs[label] -= 1
      return log(sum) + largest - right
    }
  }
}
