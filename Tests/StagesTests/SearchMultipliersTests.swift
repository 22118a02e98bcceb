import Models
import Pipeline
import Tensors
import TestSupport
import Testing

@Suite("multipliers that are searched by branches")
struct SearchMultipliersTests {
  /// Stages that search scales, and then train with them: `branched` with constant scales, `plain`
  /// as one matrix with the multipliers, `untouched` as one matrix without them.
  private static func stages(_ optimizer: String) -> String {
    let settings =
      "data: classes, batch_size: 8, clip_norm: 0, dropout: 0, warmup: 0, \(optimizer)"
    let others = "embeddings, vectors, pooler, heads"
    let scales = "{kind: adapters, names: [adapter.scale, adapter.diagonal.scale]}"
    let select = "{kind: matrices, matrices: [intermediate, output]}"
    return """
        start:
          {kind: initialize, from: donor, sharing: none,
           adapter: {kind: branches, matrices: [intermediate, output]}}
        hunted: {kind: train, model: start, data: classes, steps: 8, batch_size: 8,
                 learning_rate: 0.02, clip_norm: 0}
        found: {kind: search-multipliers, model: hunted}
        merged: {kind: initialize, from: hunted, sharing: none}
        branched: {kind: train, model: hunted, \(settings), steps: 20,
                   freeze: [\(others), \(scales)]}
        plain: {kind: train, model: merged, \(settings), steps: 20, freeze: [\(others)],
                hooks: [{kind: multipliers, select: [\(select)], from: found}]}
        untouched: {kind: train, model: merged, \(settings), steps: 20, freeze: [\(others)]}

      """
  }

  /// The matrices of all layers with which a model multiplies, one after the other.
  private func weights(_ laboratory: Laboratory, _ id: String) throws -> [Float] {
    let model = try StoredModel(files: laboratory.output(id).files)
    return (0..<model.description.encoder.layers).flatMap { layer -> [Float] in
      MatrixKind.allCases.flatMap { matrix -> [Float] in
        let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
        return EncoderWeights(model.description, bank: model.bank, tape: tape, learning: false)
          .weight(matrix, layer: layer).numbers
      }
    }
  }

  @Test(
    "train one matrix as its branches with constant scales are trained",
    arguments: [
      "optimizer: {kind: sgd, momentum: 0.9}, learning_rate: 0.05, weight_decay: 0.01",
      "optimizer: {kind: adamw, epsilon: 1.0e-12}, learning_rate: 0.0005, weight_decay: 0.1",
    ])
  func equivalence(optimizer: String) throws {
    let laboratory = try Laboratory(Self.stages(optimizer))
    let start = try weights(laboratory, "hunted").map { Double($0) }
    #expect(relativeDistance(try weights(laboratory, "merged"), start) < 1e-6)
    let wanted = try weights(laboratory, "branched").map { Double($0) }
    #expect(relativeDistance(try weights(laboratory, "plain"), wanted) < 1e-5)
    #expect(relativeDistance(try weights(laboratory, "untouched"), wanted) > 5e-5)
  }

  @Test("are the sums of squared scales for gradient descent, and of scales for Adam")
  func values() throws {
    let laboratory = try Laboratory(Self.stages("optimizer: sgd"))
    let model = try StoredModel(files: laboratory.output("hunted").files)
    let path = try #require(laboratory.output("found").files["multipliers.safetensors"])
    let file = try SafetensorsFile(path: path)
    let matrices = model.description.branchedMatrices
    #expect(matrices.count == 4 && file.names.count == 8)
    for matrix in matrices {
      let name = try #require(matrix.name)
      let squares = matrix.multipliers(in: model.bank) { $0 * $0 }
      #expect(try file.values(of: "sgd.\(name)") == squares)
      #expect(
        try file.values(of: "adamw.\(name)") == matrix.multipliers(in: model.bank) { abs($0) })
      #expect(file.shape(of: "sgd.\(name)") == [matrix.rows, matrix.columns])
    }
    let all = try file.names.filter { $0.hasPrefix("sgd.") }.flatMap { try file.values(of: $0) }
    func metric(_ name: String) throws -> Float {
      Float(try laboratory.metric("\(name)_multiplier.sgd", of: "found"))
    }
    #expect(try metric("smallest") == all.min() && metric("largest") == all.max())
    #expect(try metric("mean") > metric("smallest") && metric("mean") < metric("largest"))
  }

  @Test("in random order are the same numbers, elsewhere")
  func permuted() throws {
    let laboratory = try Laboratory(
      """
      \(Self.stages("optimizer: sgd"))
        mixed: {kind: search-multipliers, model: hunted, permute: true}
        again: {kind: search-multipliers, model: hunted, permute: true, seed: 1}
        other: {kind: search-multipliers, model: hunted, permute: true, seed: 2}
        control:
          kind: train
          model: merged
          data: classes
          steps: 2
          optimizer: sgd
          hooks:
            - {kind: multipliers, select: [{kind: matrices, matrices: [output]}], from: mixed}
            - {kind: multipliers, select: [{kind: matrices, matrices: [intermediate]}], from: found}
            - {kind: multipliers, select: [vectors], factor: 0.5}
      """)
    func values(_ id: String) throws -> [[Float]] {
      let path = try #require(laboratory.output(id).files["multipliers.safetensors"])
      let file = try SafetensorsFile(path: path)
      return try file.names.map { try file.values(of: $0) }
    }
    let (found, mixed) = try (values("found"), values("mixed"))
    #expect(found != mixed && found.map { $0.sorted() } == mixed.map { $0.sorted() })
    #expect(try values("again") == mixed)
    #expect(try values("other") != mixed)
  }

  @Test(
    "are refused in the plan where they fit nothing",
    arguments: [
      (
        "tuned: {kind: train, model: merged, data: classes, steps: 1, hooks: [{kind: multipliers, "
          + "select: [{kind: matrices, matrices: [query]}], from: found}]}",
        "`from` has no multipliers of"
      ),
      (
        "tuned: {kind: train, model: merged, data: classes, steps: 1, hooks: [{kind: multipliers, "
          + "select: [matrices]}]}",
        "1 of the hooks need a stage in 'hooks.from', and 0 of them name one"
      ),
      (
        "tuned: {kind: train, model: merged, data: classes, steps: 1, hooks: [{kind: multipliers, "
          + "select: [matrices], from: found, factor: 2}]}",
        "0 of the hooks need a stage in 'hooks.from', and 1 of them name one"
      ),
      (
        "tuned: {kind: train, model: merged, data: classes, steps: 1, hooks: [{kind: multipliers, "
          + "select: [matrices], from: hunted}]}",
        "hooks.from must be a stage that produces multipliers"
      ),
      (
        "wrong: {kind: search-multipliers, model: merged}",
        "'merged' has no matrix that is a sum of branches"
      ),
      (
        "wrong: {kind: search-multipliers, model: tied}", "'tied' holds the matrix 'query' by 'all'"
      ),
    ])
  func refusals(stage: String, message: String) throws {
    let error = #expect(throws: (any Error).self) {
      try Laboratory(
        """
        \(Self.stages("optimizer: sgd"))
          tied: {kind: initialize, from: donor, sharing: all, adapter: branches}
          \(stage)
        """)
    }
    #expect("\(error as Any)".contains(message))
  }
}
