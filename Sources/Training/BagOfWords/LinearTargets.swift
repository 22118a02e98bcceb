internal import Glibc

/// The classes or scores of rows, which a linear model is to predict.
enum LinearTargets: Sendable {
  /// Class of each row [rows], out of `count` classes.
  case classes([Int32], count: Int)
  case scores([Double])

  var count: Int {
    switch self {
    case .classes(let labels, _): labels.count
    case .scores(let scores): scores.count
    }
  }

  /// Number of a model's outputs for a row: one for two classes, of which the first has 0; one for
  /// each of more classes; one for a score.
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

/// Computes the loss of a row as a function of the model's outputs, with its derivatives for
/// Newton's method; pointers are to [``outputs``].
///
/// For classes the loss is the cross-entropy in nats, for scores half the squared difference.
extension LinearTargets {
  /// Sums the losses of all rows, for outputs [rows, ``outputs``].
  func loss(_ outputs: [Double]) -> Double {
    var shares = outputs
    return shares.withUnsafeMutableBufferPointer { shares in
      guard let start = shares.baseAddress else { return 0 }
      return (0..<count).reduce(0) { $0 + loss($1, start + $1 * self.outputs) }
    }
  }

  /// Computes the loss of a row's outputs, and turns them into predictions: the probability of each
  /// class, or of the second of two; a score stays.
  func loss(_ row: Int, _ outputs: UnsafeMutablePointer<Double>) -> Double {
    switch self {
    case .scores(let scores):
      let difference = outputs[0] - scores[row]
      return difference * difference / 2
    case .classes(let labels, 2):
      // ln(1 + exp(-z)) without overflow on either side.
      let z = outputs[0]
      let small = exp(-abs(z))
      outputs[0] = (z > 0 ? 1 : small) / (1 + small)
      return log1p(small) + max(0, labels[row] == 1 ? -z : z)
    case .classes(let labels, let count):
      let largest = UnsafeBufferPointer(start: outputs, count: count).max() ?? 0
      let right = outputs[Int(labels[row])]
      var sum = 0.0
      for index in 0..<count {
        outputs[index] = exp(outputs[index] - largest)
        sum += outputs[index]
      }
      for index in 0..<count { outputs[index] /= sum }
      return log(sum) + largest - right
    }
  }

  /// Subtracts a row's target from the predictions of ``loss(_:_:)``, which gives the gradient of
  /// the loss in the outputs.
  func subtract(_ row: Int, from shares: UnsafeMutablePointer<Double>) {
    switch self {
    case .scores(let scores): shares[0] -= scores[row]
    case .classes(let labels, 2): shares[0] -= Double(labels[row])
    case .classes(let labels, _): shares[Int(labels[row])] -= 1
    }
  }

  /// Replaces a change of a row's outputs by the change of the loss's gradient along it.
  func bend(_ outputs: UnsafeMutablePointer<Double>, at shares: UnsafePointer<Double>) {
    switch self {
    case .scores: break
    case .classes(_, 2): outputs[0] *= shares[0] * (1 - shares[0])
    case .classes(_, let count):
      var mean = 0.0
      for index in 0..<count { mean += shares[index] * outputs[index] }
      for index in 0..<count { outputs[index] = shares[index] * (outputs[index] - mean) }
    }
  }

  /// Computes the second derivative of a row's loss in each output.
  func curvatures(at shares: UnsafePointer<Double>, into curvatures: UnsafeMutablePointer<Double>) {
    if case .scores = self { return curvatures[0] = 1 }
    for index in 0..<outputs { curvatures[index] = shares[index] * (1 - shares[index]) }
  }
}
