import Models
import Pipeline
import Stages
import TestSupport
import Testing

@Suite("numbers that are not finite, through the stages")
struct NotFiniteTests {
  private static let data = """
      kinds:
        kind: load
        dataset: {kind: table, train: classes.tsv, test: classes.tsv}
        max_length: 12
        tokenizer: plain
      alike:
        kind: load
        dataset: {kind: table, train: pairs.tsv, validation: pairs.tsv, pair: other, score: score}
        max_length: 16
        tokenizer: plain

    """

  /// Runs a stage on a model whose parameters were changed before it was loaded.
  private func message(
    _ stage: String, layers: Int = 1, edit: (ParameterBank) -> Void
  ) throws -> String {
    let folder = try TemporaryFolder()
    var model = ForeignModel()
    model.encoder.layers = layers
    try model.write(into: folder.file("plain"))
    try model.write(into: folder.file("odd"), checked: false, edit: edit)
    let loads = """
        plain: {kind: load, model: {kind: folder, path: plain}}
        odd: {kind: load, model: {kind: folder, path: odd}}

      """
    let pairs = (0..<6).map { "the old dog\ta green boat\t\($0)\n" }.joined()
    do {
      _ = try Laboratory(
        "\(loads)\(Self.data)  tried: \(stage)",
        files: ["pairs.tsv": "text\tother\tscore\n\(pairs)"], in: folder)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("fail the stage that loads them, by tensor and index", arguments: [Float.nan, -.infinity])
  func loading(number: Float) throws {
    let found = try message("{kind: decompose, model: odd, tensors: 3}") { bank in
      bank["encoder.layer.0.output.dense.weight"]?[8 + 3] = number
    }
    #expect(
      found.contains(
        "odd/model.safetensors: tensor encoder.layer.0.output.dense.weight holds \(number) at "
          + "[1, 3]; a model's numbers must be finite"), "\(found)")
  }

  @Test(
    "fail an evaluation where they are scores, whatever the others are",
    arguments: [
      "{kind: evaluate, model: odd, data: kinds, split: test}",
      "{kind: evaluate, model: odd, data: kinds, split: train, batch_size: 3}",
    ])
  func scores(stage: String) throws {
    let found = try message(stage) { bank in
      for name in ["classifier.weight", "bert.pooler.dense.weight", "pooler.dense.weight"] {
        guard let values = bank[name] else { continue }
        bank[name] = values.map { $0 < 0 ? -3e38 : 3e38 }
      }
    }
    #expect(found.contains("of the split '\(stage.contains("test") ? "test" : "train")'"))
    #expect(found.contains("are not finite, so no metric of the model is reported"), "\(found)")
  }

  @Test("fail a comparison of vectors")
  func vectors() throws {
    let found = try message("{kind: similarity, model: odd, data: alike}") { bank in
      let name = "encoder.layer.0.output.LayerNorm.weight"
      bank[name] = bank[name]?.map { _ in 3e38 }
    }
    #expect(found.contains("the scores of example 1 of the split 'validation' are not finite"))
  }

  @Test("fail a start that makes them, and leave no model")
  func start() throws {
    let found = try message(
      "{kind: initialize, from: odd, sharing: relaxed, adapter: {rank: 2, scale: 1e-6}}", layers: 2
    ) { bank in
      let name = "encoder.layer.1.attention.self.query.weight"
      bank[name] = bank[name]?.map { _ in 2e38 }
    }
    #expect(found.contains("adapter.up holds") && found.contains("must be finite"), "\(found)")
  }
}
