import Tensors
import TestSupport
import Testing

/// Tests that recomputing in the backward pass changes no result.
@Suite("recomputation")
struct RecomputationTests {
  private typealias Block = (Tape, Variable, [Variable]) -> Variable

  private static let dropout = Dropout(rate: 0.2, site: RandomSite(seed: 1, step: 2, site: 3))

  /// Draws a state, a square matrix with its bias, a scale and a shift.
  private func inputs(seed: UInt64) -> [TestInput] {
    var numbers = SeededNumbers(seed: seed)
    return [[70, 12], [12, 12], [12], [12], [12]].map { TestInput($0, from: &numbers) }
  }

  /// Uses every parameter, the matrix twice, and the state twice.
  private let block: Block = { tape, state, x in
    let inner = tape.feedForward(
      state, weight: x[1], bias: x[2], form: .exact, outputWeight: x[1], outputBias: x[2])
    return tape.layerNorm(
      inner, adding: state, scale: x[3], shift: x[4], epsilon: 1e-5, dropout: Self.dropout)
  }

  private func outcome(
    recomputing: Bool, seed: UInt64, _ network: (Tape, [Variable], @escaping Block) -> Variable
  ) -> TapeOutcome {
    let block = block
    return runOnTape(inputs(seed: seed), threads: 2) { tape, x in
      network(tape, x) { tape, state, x in
        guard recomputing else { return block(tape, state, x) }
        return tape.recomputed(state) { tape, state in block(tape, state, x) }
      }
    }
  }

  @Test("changes no bit, with parameters that several blocks use", arguments: [1, 2] as [UInt64])
  func bits(seed: UInt64) {
    let network = { (tape: Tape, x: [Variable], block: @escaping Block) in
      let once = block(tape, x[0], x)
      let twice = block(tape, once, x)
      return tape.add(tape.linear(twice, weight: x[1], bias: x[2]), once)
    }
    let kept = outcome(recomputing: false, seed: seed, network)
    let anew = outcome(recomputing: true, seed: seed, network)
    #expect(anew.bits == kept.bits)
    #expect(kept.gradients.allSatisfy { $0.contains { $0 != 0 } })
  }

  @Test("changes no bit where one recomputed block holds others")
  func nested() {
    let kept = outcome(recomputing: false, seed: 3) { tape, x, block in
      block(tape, block(tape, x[0], x), x)
    }
    let anew = outcome(recomputing: true, seed: 3) { tape, x, block in
      tape.recomputed(x[0]) { tape, state in block(tape, block(tape, state, x), x) }
    }
    #expect(anew.bits == kept.bits)
  }

  @Test("of what isn't used leaves no gradient")
  func unused() {
    let outcome = outcome(recomputing: true, seed: 4) { tape, x, block in
      _ = block(tape, x[0], x)
      return tape.scale(x[2], by: 2)
    }
    #expect(outcome.gradients[2] == lossWeights(12).map { 2 * $0 })
    for index in [0, 1, 3, 4] { #expect(outcome.gradients[index].allSatisfy { $0 == 0 }) }
  }

  @Test("needs less memory the deeper a network is")
  func memory() {
    func peak(depth: Int, recomputing: Bool) -> Int {
      let arena = Arena(imaginary: true)
      let tape = Tape(arena: arena, workers: .idle, recording: true)
      let memory = Memory()
      return withExtendedLifetime(memory) {
        let x = inputs(seed: 5).map { input in
          tape.parameter(
            value: memory.floats(1), gradient: memory.floats(1), shape: input.shape)
        }
        var state = x[0]
        for _ in 0..<depth {
          state =
            recomputing
            ? tape.recomputed(state) { tape, state in block(tape, state, x) }
            : block(tape, state, x)
        }
        let labels = [Int32](repeating: 0, count: 70)
        tape.backward(from: tape.crossEntropy(logits: state, labels: labels).loss)
        return arena.peakBytes
      }
    }
    #expect(peak(depth: 12, recomputing: true) < peak(depth: 12, recomputing: false) / 2)
    let layer = peak(depth: 12, recomputing: true) - peak(depth: 11, recomputing: true)
    #expect(layer == 70 * 12 * MemoryLayout<Float>.stride + 32)
  }
}
