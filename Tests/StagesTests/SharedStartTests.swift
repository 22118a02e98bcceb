import Models
import Pipeline
import Tensors
import Testing

@Suite("shared slots and a donor whose layers differ")
struct SharedStartTests {
  /// Starts a model from a donor of four layers that were trained without sharing.
  private func models(
    _ sharing: String, adapter: String = "{rank: 2}"
  ) throws -> (donor: StoredModel, start: StoredModel) {
    let laboratory = try Laboratory(
      """
        apart: {kind: initialize, from: donor, sharing: none, layers: 4}
        grown: {kind: train, model: apart, data: text, steps: 3, batch_size: 8, learning_rate: 0.01}
        start:
          {kind: initialize, from: grown, sharing: \(sharing), adapter: \(adapter)}
      """)
    return (
      try StoredModel(files: laboratory.output("grown").files),
      try StoredModel(files: laboratory.output("start").files)
    )
  }

  /// Computes the matrix with which the model multiplies.
  private func weight(_ model: StoredModel, _ matrix: MatrixKind, layer: Int) -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    return EncoderWeights(model.description, bank: model.bank, tape: tape, learning: false)
      .weight(matrix, layer: layer).numbers
  }

  private func distance(_ a: [Float], _ b: [Float]) -> Float {
    a.count == b.count ? zip(a, b).map { abs($0 - $1) }.max() ?? 0 : .infinity
  }

  private static let wide =
    "{rank: 16, scale: 2, matrices: [query, key, value, attention_output, intermediate, output]}"

  @Test(
    "low-rank terms of full rank give every layer the donor's matrices",
    arguments: [
      "{kind: relaxed, unique: 1}", "{kind: relaxed, unique: 2, order: sequence, weights: lower}",
      "{kind: residual, unique: 2}", "{kind: residual, weights: stepwise}",
    ])
  func fullRank(sharing: String) throws {
    let (donor, start) = try models(sharing, adapter: Self.wide)
    for layer in 0..<4 {
      for matrix in MatrixKind.allCases {
        let wanted = weight(donor, matrix, layer: layer)
        #expect(distance(weight(start, matrix, layer: layer), wanted) < 1e-5)
      }
    }
    let apart = distance(
      weight(donor, .query, layer: 0), weight(donor, .query, layer: 3))
    #expect(apart > 1e-3)
  }

  @Test("a higher rank comes nearer to the donor; rank 0 leaves what is shared")
  func rank() throws {
    let errors = try [0, 1, 4, 16].map { rank in
      let (donor, start) = try models("relaxed", adapter: "{rank: \(rank)}")
      return (0..<4).reduce(0.0) { sum, layer in
        zip(weight(donor, .query, layer: layer), weight(start, .query, layer: layer))
          .reduce(sum) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
      }
    }
    #expect(errors[0] > errors[1] && errors[1] > errors[2] && errors[2] > errors[3])
    #expect(errors[3] < 1e-8)
  }

  @Test(
    "which of the donor's layers a block takes",
    arguments: [
      ("lower", [[0], [1]]), ("stepwise", [[0], [3]]), ("average", [[0, 2], [1, 3]]),
      ("first", [[0], [1]]),
    ])
  func weights(rule: String, sources: [[Int]]) throws {
    let (donor, start) = try models(
      "{kind: relaxed, unique: 2, order: cycle, weights: \(rule), adapters: zero}")
    for layer in 0..<4 {
      let wanted = sources[layer % 2].map { weight(donor, .output, layer: $0) }
      let mean = wanted[0].indices.map { index in
        wanted.reduce(0) { $0 + $1[index] } / Float(wanted.count)
      }
      #expect(distance(weight(start, .output, layer: layer), mean) < 1e-6)
    }
  }

  @Test(
    "whole layers take the first or the mean of those that they serve, in every parameter",
    arguments: [
      ("all", [[0], [0], [0], [0]]), ("{kind: all, weights: first}", [[0], [0], [0], [0]]),
      ("{kind: all, weights: average}", Array(repeating: [0, 1, 2, 3], count: 4)),
      ("{kind: all, weights: stepwise}", [[0], [0], [0], [0]]),
      ("{kind: blocks, unique: 2, weights: average}", [[0, 2], [1, 3], [0, 2], [1, 3]]),
      ("{kind: blocks, unique: 2, order: sequence}", [[0], [0], [2], [2]]),
      (
        "{kind: blocks, unique: 2, order: sequence, weights: average}",
        [[0, 1], [0, 1], [2, 3], [2, 3]]
      ), ("{kind: blocks, unique: 2, order: sequence, weights: stepwise}", [[0], [0], [3], [3]]),
    ])
  func wholeLayers(sharing: String, sources: [[Int]]) throws {
    let (donor, start) = try models(sharing, adapter: "{rank: 0}")
    for layer in 0..<4 {
      for matrix in MatrixKind.allCases {
        let wanted = mean(sources[layer].map { weight(donor, matrix, layer: $0) })
        #expect(distance(weight(start, matrix, layer: layer), wanted) < 1e-6)
        let bias = mean(sources[layer].map { self.bias(donor, matrix, layer: $0) })
        #expect(distance(self.bias(start, matrix, layer: layer), bias) < 1e-6)
      }
    }
  }

  private func mean(_ all: [[Float]]) -> [Float] {
    var sums = [Float](repeating: 0, count: all[0].count)
    for values in all { for (index, value) in values.enumerated() { sums[index] += value } }
    return sums.map { $0 / Float(all.count) }
  }

  private func bias(_ model: StoredModel, _ matrix: MatrixKind, layer: Int) -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    return EncoderWeights(model.description, bank: model.bank, tape: tape, learning: false)
      .bias(matrix, layer: layer).numbers
  }

  @Test(
    "blocks and their relaxation start from the same values",
    arguments: ["first", "average", "stepwise", "lower"])
  func sameStart(weights: String) throws {
    let tied = "unique: 2, order: sequence, weights: \(weights)"
    let (_, blocks) = try models("{kind: blocks, \(tied)}")
    let (_, relaxed) = try models("{kind: relaxed, \(tied), adapters: zero}")
    #expect(blocks.bank.layout.count == relaxed.bank.layout.count)
    for parameter in blocks.bank.layout.parameters {
      #expect(blocks.bank[parameter.name] == relaxed.bank[parameter.name])
    }
  }

  @Test("a strategy that adapters relax asks for them", arguments: ["relaxed", "residual"])
  func adapters(name: String) {
    let error = #expect(throws: (any Error).self) {
      try Laboratory("  start: {kind: initialize, from: donor, sharing: \(name)}")
    }
    #expect("\(error as Any)".contains("adapter"))
  }
}
