internal import Tensors

/// A fitted linear model.
struct LinearModel: Sendable {
  let outputs: Int
  /// Weights [width, outputs], then biases [outputs].
  let parameters: [Double]

  /// Keeps fitted parameters.
  ///
  /// Of several biases only differences count; they are moved so that they sum to 0, as in
  /// scikit-learn.
  init(outputs: Int, _ parameters: [Double]) {
    self.outputs = outputs
    let mean = outputs > 1 ? parameters.suffix(outputs).reduce(0, +) / Double(outputs) : 0
    self.parameters = parameters.dropLast(outputs) + parameters.suffix(outputs).map { $0 - mean }
  }

  /// Computes its outputs for every row [rows, outputs].
  func outputs(of rows: SparseRows, _ workers: Workers) -> [Double] {
    let all = Vector(rows.count * outputs)
    let point = Vector(parameters)
    workers.forEachRange(of: rows.count, by: LinearProblem.tile) { range in
      all.putOut(range, rows, point, outputs: outputs)
    }
    return all.array
  }

  /// Chooses the class with the highest output for each row [rows], the first of equal ones.
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

extension Vector {
  /// Replaces a range of rows by a linear model's outputs, which are the rows' products with the
  /// weights plus the biases.
  func putOut(_ range: Range<Int>, _ rows: SparseRows, _ parameters: Vector, outputs: Int) {
    let biases = parameters.start + rows.width * outputs
    for row in range { (start + row * outputs).update(from: biases, count: outputs) }
    rows.multiply(range, outputs: outputs, parameters.start, addingTo: start)
  }
}
