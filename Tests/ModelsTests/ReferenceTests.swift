import Models
import Tensors
import TestSupport
import Testing

@testable import Training

/// The largest difference over the largest expected entry.
private func difference(_ found: [Float], _ expected: [Float]) -> Float {
  guard found.count == expected.count else { return .infinity }
  let largest = expected.reduce(0) { max($0, abs($1)) }
  let worst = zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
  return worst / max(largest, 1e-6)
}

@Suite("agreement with PyTorch")
struct ReferenceTests {
  static let cases = ["bert-mlm", "albert-classify", "mpo-classify"]

  private func load(_ name: String) throws -> ReferenceCase {
    switch name {
    case "bert-mlm": try .bert()
    case "albert-classify": try .albert()
    default: try .matrixProduct()
    }
  }

  @Test("every parameter of the checkpoint is in the layout, and nothing else is", arguments: cases)
  func layout(name: String) throws {
    let reference = try load(name)
    let ours = Set(reference.bank.layout.parameters.map(\.name))
    #expect(Set(reference.names.values) == ours)
  }

  @Test("hidden states", arguments: cases, [1, 2])
  func hiddenStates(name: String, threads: Int) throws {
    let reference = try load(name)
    let tape = Tape(arena: Arena(), workers: Workers(threads: threads), recording: false)
    let weights = EncoderWeights(
      reference.description, bank: reference.bank, tape: tape, learning: false)
    let states = Encoder(weights, tape: tape).hiddenStates(reference.tokens)
    for (index, state) in states.enumerated() {
      let expected = try reference.real("hidden.\(index)", width: 48)
      #expect(difference(state.numbers, expected) < 1e-4, "hidden.\(index)")
    }
  }

  @Test("loss and every gradient", arguments: cases, [1, 2])
  func gradients(name: String, threads: Int) throws {
    let reference = try load(name)
    let tape = Tape(arena: Arena(), workers: Workers(threads: threads), recording: true)
    let weights = EncoderWeights(
      reference.description, bank: reference.bank, tape: tape, learning: true)
    let loss = try reference.batch.outcome(Encoder(weights, tape: tape), tape: tape).loss
    tape.backward(from: loss)
    let expectedLoss = try reference.expected.floats("loss")
    #expect(difference(loss.numbers, expectedLoss) < 1e-4)
    for (fixture, ours) in reference.names {
      let expected = try reference.expected.floats("grad.\(fixture)")
      let parameter = try #require(reference.bank.layout[ours])
      let found = Array(reference.bank.gradients[parameter.range])
      if fixture.hasSuffix("key.bias") {
        // Zero in exact arithmetic: what is left is rounding.
        #expect(found.allSatisfy { abs($0) < 1e-5 }, "\(fixture)")
      } else {
        #expect(difference(found, expected) < 1e-4, "\(fixture)")
      }
    }
  }

  @Test("three steps of AdamW with clipping", arguments: ["bert-mlm", "albert-classify"])
  func optimizer(name: String) throws {
    let reference = try load(name)
    let (arena, workers) = (Arena(), Workers(threads: 2))
    let updater = ParameterUpdater(reference.bank, AdamW(), workers: workers)
    var losses: [Float] = []
    for step in 1...3 {
      reference.bank.clearGradients()
      let tape = Tape(arena: arena, workers: workers, recording: true)
      let weights = EncoderWeights(
        reference.description, bank: reference.bank, tape: tape, learning: true)
      let loss = try reference.batch.outcome(Encoder(weights, tape: tape), tape: tape).loss
      tape.backward(from: loss)
      losses.append(loss.numbers[0])
      updater.update(step: step, rate: 0.01, decay: 0.01, clip: 1)
    }
    let expectedLosses = try reference.expected.floats("adamw.losses")
    #expect(difference(losses, expectedLosses) < 1e-4)
    for (fixture, ours) in reference.names where !fixture.hasSuffix("key.bias") {
      let expected = try reference.expected.floats("adamw.\(fixture)")
      #expect(difference(reference.bank[ours] ?? [], expected) < 1e-3, "\(fixture)")
    }
  }

  @Test("rebuilt weights of every layer, adapters included")
  func rebuiltWeights() throws {
    let reference = try ReferenceCase.matrixProduct()
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    let weights = EncoderWeights(
      reference.description, bank: reference.bank, tape: tape, learning: false)
    for layer in 0..<4 {
      for matrix in MatrixKind.allCases {
        let expected = try reference.expected.floats("dense.\(layer).\(matrix.rawValue)")
        let found = weights.weight(matrix, layer: layer).numbers
        #expect(difference(found, expected) < 1e-5, "\(layer) \(matrix)")
      }
    }
  }
}
