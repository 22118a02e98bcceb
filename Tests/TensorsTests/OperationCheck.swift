import Tensors
import TestSupport
import Testing

/// One input of an operation under test.
struct TestInput {
  let shape: [Int]
  let values: [Float]

  /// Draws the input's numbers from -scale..<scale.
  init(_ shape: [Int], from numbers: inout SeededNumbers, scale: Float = 1) {
    self.init(shape, numbers.floats(shape.reduce(1, *), scale: scale))
  }

  init(_ shape: [Int], _ values: [Float]) { (self.shape, self.values) = (shape, values) }
}

/// The result of an operation, and the gradients of its weighted sum in every input.
struct TapeOutcome: Equatable {
  let value: [Float]
  let gradients: [[Float]]

  /// Bit patterns of all numbers, for exact comparisons.
  var bits: [[UInt32]] { ([value] + gradients).map { $0.map(\.bitPattern) } }
}

/// Draws the weights of the loss under test, which is the weighted sum of an operation's results.
func lossWeights(_ count: Int) -> [Float] {
  var numbers = SeededNumbers(seed: 77)
  return numbers.floats(count)
}

/// Runs an operation's forward pass and, from its weighted sum, the backward pass.
///
/// - Parameter together: Whether the threads wait for its work, rather than being woken for it.
func runOnTape(
  _ inputs: [TestInput], threads: Int = 1, together: Bool = false,
  _ operation: (Tape, [Variable]) -> Variable
) -> TapeOutcome {
  let workers = Workers(threads: threads)
  let tape = Tape(arena: Arena(), workers: workers, recording: true)
  return together
    ? workers.together { run(inputs, on: tape, operation) } : run(inputs, on: tape, operation)
}

private func run(
  _ inputs: [TestInput], on tape: Tape, _ operation: (Tape, [Variable]) -> Variable
) -> TapeOutcome {
  let memory = Memory()
  return withExtendedLifetime(memory) {
    let parameters = inputs.map { input in
      let value = memory.floats(input.values.count)
      for (index, number) in input.values.enumerated() { value[index] = number }
      return tape.parameter(
        value: value, gradient: memory.floats(input.values.count), shape: input.shape)
    }
    let result = operation(tape, parameters)
    let weights = tape.constant(lossWeights(result.count), shape: [1, result.count])
    let row = tape.reshaped(result, [1, result.count])
    tape.backward(from: tape.linear(row, weight: weights, bias: nil))
    let gradients = parameters.map { parameter in
      Array(UnsafeBufferPointer(start: parameter.gradient, count: parameter.count))
    }
    return TapeOutcome(value: result.numbers, gradients: gradients)
  }
}

/// Expects an operation to equal a reference in double precision, and its gradients to equal the
/// reference's central differences.
func expectAgreement(
  _ inputs: [TestInput], samples: Int = 24, sourceLocation: SourceLocation = #_sourceLocation,
  reference: ([[Double]]) -> [Double], operation: (Tape, [Variable]) -> Variable
) {
  let found = runOnTape(inputs, operation)
  let point = inputs.map { $0.values.map { Double($0) } }
  let distance = relativeDistance(found.value, reference(point))
  #expect(distance < 1e-5, "the value", sourceLocation: sourceLocation)
  let weights = lossWeights(found.value.count).map { Double($0) }
  for index in inputs.indices {
    let distance = gradientDistance(found.gradients[index], at: point[index], samples: samples) {
      var changed = point
      changed[index] = $0
      return zip(weights, reference(changed)).reduce(0) { $0 + $1.0 * $1.1 }
    }
    #expect(distance < 1e-4, "the gradient of input \(index)", sourceLocation: sourceLocation)
  }
}

/// Returns the factors by which a dropout multiplies `count` numbers.
func dropoutMask(_ count: Int, _ dropout: Dropout) -> [Double] {
  let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
  let ones = tape.constant([Float](repeating: 1, count: count), shape: [count])
  return tape.dropout(ones, dropout).numbers.map { Double($0) }
}
