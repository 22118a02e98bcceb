import Models
import Pipeline
import Tensors
import TestSupport
import Testing

@Suite("adapters with projected numbers or mixed coefficients, in stages")
struct ProjectedStageTests {
  private static let adapters = [
    ("all", "{kind: projected, rank: 2, count: 9}"),
    ("mpo", "{kind: projected, rank: 2, count: 50, scale: 2}"),
    ("all", "{kind: projected, form: vectors, rank: 3, matrices: [query, intermediate, output]}"),
    ("all", "{kind: orchestrated}"),
    ("mpo", "{kind: orchestrated, relation: fixed, scale: 0.5}"),
    ("none", "{kind: orchestrated, relation: identity, quaternion: false, rank: 2}"),
    ("mpo", "{kind: orchestrated, to: bond}"),
    ("mpo", "{kind: orchestrated, to: bond, relation: fixed}"),
  ]

  /// Computes the matrices of all layers with which a model multiplies.
  private func weights(_ model: StoredModel) -> [[Float]] {
    (0..<model.description.encoder.layers).flatMap { layer in
      MatrixKind.allCases.map { matrix in
        let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
        return EncoderWeights(model.description, bank: model.bank, tape: tape, learning: false)
          .weight(matrix, layer: layer).numbers
      }
    }
  }

  @Test(
    "start as nothing, learn where they may, and are kept as they are or made dense",
    arguments: adapters)
  func training(sharing: String, adapter: String) throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor}
        plain: {kind: initialize, from: parts, sharing: \(sharing), layers: 4}
        start: {kind: initialize, from: parts, sharing: \(sharing), layers: 4, adapter: \(adapter)}
        fitted: {kind: train, model: start, data: classes, steps: 1, batch_size: 8,
                 learning_rate: 0.01}
        tuned: {kind: train, model: fitted, data: classes, steps: 20, batch_size: 8,
                learning_rate: 0.01}
        dense: {kind: initialize, from: tuned, sharing: none}
      """)
    func model(_ id: String) throws -> StoredModel {
      try StoredModel(files: laboratory.output(id).files)
    }
    let (start, fitted, tuned) = try (model("start"), model("fitted"), model("tuned"))
    #expect(try weights(start) == weights(model("plain")))
    let adapters = tuned.bank.layout.parameters.filter { $0.part == .adapters }
    #expect(!adapters.isEmpty)
    for parameter in adapters {
      let moved = fitted.bank[parameter.name] != tuned.bank[parameter.name]
      #expect(moved == parameter.learns, "\(parameter.name)")
      #expect(tuned.bank[parameter.name]?.allSatisfy { $0.isFinite } == true)
    }
    #expect(try weights(tuned) == weights(model("dense")))
    let again = try StoredModel(files: tuned.write(into: laboratory.folder.path))
    #expect(again.description == tuned.description && weights(again) == weights(tuned))
  }

  @Test(
    "that fit no model are refused in the plan",
    arguments: [
      ("all", "{kind: projected, count: 2000}", "the low-rank terms have 1024 numbers"),
      ("all", "{kind: orchestrated, rank: 6}", "needs a rank that is a multiple of 4"),
      ("all", "{kind: orchestrated, to: bond}", "the adapter is for central tensors"),
      ("all", "{kind: orchestrated, rank: 20}", "whose rank is 16 at most"),
      ("mpo", "{kind: orchestrated, to: bond, matrices: [key, key]}", "has a matrix twice"),
      ("relaxed", "{kind: projected}", "which 'projected' can't"),
    ])
  func refusal(sharing: String, adapter: String, message: String) {
    let encoder = "{layers: 1, hidden: 16, heads: 2}"
    let size = "{kind: size, vocabulary: 9, encoder: \(encoder), sharing: \(sharing)"
    let error = #expect(throws: (any Error).self) {
      try plan("experiment: e\nstages:\n  s: \(size), adapter: \(adapter)}\n".utf8)
    }
    #expect("\(error as Any)".contains(message))
  }
}
