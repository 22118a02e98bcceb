import Tensors
import TestSupport
import Testing

@Suite struct TapeTests {
  @Test func constantsHaveNoGradient() {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: true)
    let x = tape.constant([1, 2], shape: [1, 2])
    #expect(x.gradient == nil)
    #expect(tape.scale(x, by: 2).gradient == nil)
    #expect(tape.scale(x, by: 2).numbers == [2, 4])
  }

  @Test func withoutRecordingNothingHasAGradient() {
    let memory = Memory()
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    let gradient = memory.floats(1)
    let x = tape.parameter(value: memory.floats(1), gradient: gradient, shape: [1])
    let y = tape.scale(x, by: 2)
    #expect(x.gradient == nil && y.gradient == nil)
    tape.backward(from: y)
    #expect(withExtendedLifetime(memory) { gradient[0] } == 0)
  }

  @Test func gradientsAreAddedToWhatIsThere() {
    let memory = Memory()
    withExtendedLifetime(memory) {
      let (value, gradient) = (memory.floats(1), memory.floats(1))
      (value[0], gradient[0]) = (3, 10)
      for _ in 0..<2 {
        let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: true)
        let x = tape.parameter(value: value, gradient: gradient, shape: [1])
        tape.backward(from: tape.scale(x, by: 2))
      }
      #expect(gradient[0] == 14)
    }
  }

  @Test func onlyWantedGradientsAreComputed() {
    let memory = Memory()
    withExtendedLifetime(memory) {
      let gradient = memory.floats(1)
      let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: true)
      let x = tape.constant([1, 2, 3], shape: [1, 3])
      let weight = tape.parameter(value: memory.floats(3), gradient: nil, shape: [1, 3])
      let bias = tape.parameter(value: memory.floats(1), gradient: gradient, shape: [1])
      tape.backward(from: tape.linear(x, weight: weight, bias: bias))
      #expect(gradient[0] == 1)
    }
  }

  /// A chain of several operations with one variable used at both ends.
  @Test(arguments: [1, 2] as [UInt64])
  func operationsCompose(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let inputs = [TestInput([5, 7], from: &numbers), TestInput([7, 7], from: &numbers)]
    expectAgreement(inputs) { point in
      let y = Reference.linear(point[0], point[1], nil, rows: 5, inner: 7, columns: 7)
      let z = zip(y.map { Reference.geluExact($0) }, point[0]).map { $0 + $1 }
      return Reference.linear(z, point[1], nil, rows: 5, inner: 7, columns: 7)
    } operation: { tape, x in
      let y = tape.gelu(tape.linear(x[0], weight: x[1], bias: nil), .exact)
      return tape.linear(tape.add(y, x[0]), weight: x[1], bias: nil)
    }
  }
}
