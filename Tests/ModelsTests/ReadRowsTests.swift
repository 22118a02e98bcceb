import MatrixProduct
import Models
import Options
import Spec
import Tensors
import TestSupport
import Testing

/// A small encoder with random parameters, held in one of several ways.
private enum Holding: String, CaseIterable, Sendable {
  case dense, shared, adapters, bottleneck, loop, chains, centralAdapters, deepnorm

  var description: ModelDescription {
    var shape = EncoderShape(
      layers: 3, hidden: 16, heads: 2, intermediate: 24, embedding: 8, vocabulary: 19,
      positions: 12)
    if self == .deepnorm { shape.residual = .deepnorm }
    var description = ModelDescription(encoder: shape, sharing: sharing)
    switch self {
    case .adapters: description.adapter = LoRA(rank: 2, matrices: [.query, .output])
    case .chains, .centralAdapters:
      description.factorise { rows, columns in
        let factors = FactorShape.balanced(rows: rows, columns: columns)
        return ModelDescription.Factorisation(factors: factors, bonds: factors.fullBonds)
      }
      description.adapter = LoRA(
        rank: 2, scale: 0.5, matrices: MatrixKind.allCases,
        target: self == .chains ? .weight : .central)
    default: break
    }
    return description
  }

  private var sharing: any SharingStrategy {
    switch self {
    case .shared: FullSharing()
    case .bottleneck: BottleneckSharing(reduction: 4)
    case .loop:
      LoopSharing(before: 1) {
        $0.hasOutputScales = true
        $0.hasInjection = true
      }
    case .chains, .centralAdapters:
      CentralTensorSharing()
    default: NoSharing()
    }
  }

  /// Whether several layers rebuild one matrix, whose gradients then add up in another order.
  var rebuilds: Bool { self == .chains || self == .centralAdapters || self == .adapters }
}

private let sequences = Sequences(offsets: [0, 5, 6, 14])
private let tokens = PackedTokens(
  ids: (0..<14).map { Int32($0 * 7 % 19) }, segments: (0..<14).map { Int32($0 % 2) },
  positions: [0, 1, 2, 3, 4, 0, 0, 1, 2, 3, 4, 5, 6, 7], offsets: [0, 5, 6, 14])

/// The states that a network gives, with the gradients of their weighted sum.
private struct Outcome {
  let states, gradients: [Float]

  init(
    _ holding: Holding, recomputing: Bool = false, dropout: Float = 0,
    _ read: (Encoder, Tape) throws -> Variable
  ) rethrows {
    let bank = ParameterBank(ParameterLayout(holding.description))
    var numbers = SeededNumbers(seed: 11)
    for parameter in bank.layout.parameters {
      bank[parameter.name] = numbers.floats(parameter.count, scale: 0.5)
    }
    let tape = Tape(arena: Arena(), workers: Workers(threads: 2), recording: true)
    let weights = EncoderWeights(holding.description, bank: bank, tape: tape, learning: true)
    let regularisation = Encoder.Regularisation(
      hidden: dropout, attention: dropout, seed: 1, step: 2)
    let encoder = Encoder(
      weights, tape: tape, regularisation: dropout > 0 ? regularisation : nil,
      recomputing: recomputing)
    let states = try read(encoder, tape)
    var factors = SeededNumbers(seed: 12)
    let row = tape.reshaped(states, [1, states.count])
    let weight = tape.constant(factors.floats(states.count), shape: [1, states.count])
    tape.backward(from: tape.linear(row, weight: weight, bias: nil))
    (self.states, gradients) = (states.numbers, Array(bank.gradients))
  }
}

@Suite("last states that are read")
struct ReadRowsTests {
  /// Rows of the last sequence's middle, of all but one, of a sequence alone, and all of them.
  static let reads: [[Int32]] = [[9, 11], [0, 4, 6, 13], [5], (0..<14).map { Int32($0) }]

  @Test(
    "are those of the whole, and so are their gradients", arguments: Holding.allCases, reads)
  fileprivate func agreement(holding: Holding, rows: [Int32]) throws {
    let found = Outcome(holding) { encoder, _ in
      encoder.lastStates(tokens, reading: ReadRows(rows, of: sequences))
    }
    let wanted = try Outcome(holding) { encoder, tape in
      let last = try #require(encoder.hiddenStates(tokens).last)
      return tape.embedding(table: last, rows: rows)
    }
    #expect(relativeDistance(found.states, wanted.states.map { Double($0) }) < 1e-5)
    #expect(relativeDistance(found.gradients, wanted.gradients.map { Double($0) }) < 1e-5)
    #expect(found.gradients.contains { $0 != 0 })
  }

  @Test("of first tokens are those of the rows where sequences begin")
  func first() {
    let found = Outcome(.dense) { encoder, _ in
      encoder.lastStates(tokens, reading: ReadRows(firstOf: sequences))
    }
    let wanted = Outcome(.dense) { encoder, _ in
      encoder.lastStates(tokens, reading: ReadRows([0, 5, 6], of: sequences))
    }
    #expect(found.states == wanted.states && found.gradients == wanted.gradients)
  }

  @Test(
    "and all gradients are the same where layers are computed anew",
    arguments: Holding.allCases, [0, 0.2] as [Float])
  fileprivate func recomputing(holding: Holding, dropout: Float) {
    let outcomes = [false, true].map { recomputing in
      Outcome(holding, recomputing: recomputing, dropout: dropout) { encoder, _ in
        encoder.lastStates(tokens, reading: ReadRows([0, 4, 9], of: sequences))
      }
    }
    #expect(outcomes[1].states == outcomes[0].states)
    let (found, wanted) = (outcomes[1].gradients, outcomes[0].gradients)
    if holding.rebuilds {
      #expect(relativeDistance(found, wanted.map { Double($0) }) < 1e-5)
    } else {
      #expect(found.map(\.bitPattern) == wanted.map(\.bitPattern))
    }
  }
}
