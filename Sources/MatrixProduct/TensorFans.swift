/// The numbers of inputs and outputs of one of the tensors that make a matrix, where they are
/// applied one after the other, and the rule by which they set its start and its learning rate.
///
/// The rule is that of "Compute Better Spent" (arXiv 2406.06248), as its released code has it for
/// block tensor trains and for tensor trains.
package struct TensorFans: Hashable, Sendable {
  /// Number of inputs that are summed to an output.
  package let inputs: Int
  /// Number of outputs that an input adds to.
  package let outputs: Int

  package init(inputs: Int, outputs: Int) { (self.inputs, self.outputs) = (inputs, outputs) }

  /// Counts the fans of a local tensor of a chain, whose shape is [left bond, row factor, column
  /// factor, right bond].
  package init(shape: [Int]) {
    precondition(shape.count == 4, "a local tensor has four axes, not \(shape.count)")
    inputs = shape[0] * shape[2]
    outputs = shape[1] * shape[3]
  }

  /// The standard deviation of initial values: inputs^(-1/2) · min(1, √(outputs / inputs)).
  package var standardDeviation: Double {
    let ratio = Double(outputs) / Double(inputs)
    return min(1, ratio.squareRoot()) / Double(inputs).squareRoot()
  }

  /// Computes the factor of the learning rate: the columns of the whole matrix, divided by the
  /// tensor's inputs and by the number of tensors of the chain.
  package func learningRateFactor(columns: Int, tensors: Int) -> Double {
    Double(columns) / Double(inputs * tensors)
  }
}
