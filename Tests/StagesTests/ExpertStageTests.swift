import Datasets
import Models
import Pipeline
import Spec
import Stages
import Statistics
import Tensors
import TestSupport
import Testing

@Suite("experts in stages")
struct ExpertStageTests {
  /// Computes the scores of a stage's model over the vocabulary, at every token of the training
  /// texts.
  private func logits(_ id: String, _ laboratory: Laboratory) throws -> [Float] {
    let model = try StoredModel(files: laboratory.output(id).files)
    let split = try EncodedDataset(files: laboratory.output("text").files).split("train")
    let batch = split.batch(Array(0..<split.count))
    let tokens = PackedTokens(
      ids: batch.ids, segments: batch.segments, positions: batch.positions, offsets: batch.offsets)
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    let weights = EncoderWeights(model.description, bank: model.bank, tape: tape, learning: false)
    let encoder = Encoder(weights, tape: tape)
    let states = encoder.hiddenStates(tokens)
    return try encoder.languageLogits(#require(states.last)).numbers
  }

  @Test(
    "start as copies of the donor's network, so that the model computes what one without them does",
    arguments: [
      ("mpo", "{}", ""), ("mpo", "{gate: output, layers: [1]}", ""),
      ("mpo", "{shares: none}", ", layers: 4"),
      ("{kind: mpo, weights: fit, sweeps: 2}", "{count: 2}", ", layers: 4"),
      ("{kind: mpo, groups: 2}", "{count: 2, layers: [1, 2]}", ", layers: 4"),
      ("mpo", "{count: 2}", ", adapter: {rank: 2, to: central, matrices: [output]}"),
      ("none", "{shares: none}", ""), ("all", "{shares: none, layers: [1]}", ""),
      ("{kind: blocks, unique: 2}", "{shares: none, layers: [2, 3]}", ", layers: 4"),
      ("relaxed", "{shares: none, count: 2}", ", adapter: {rank: 2, matrices: [output, query]}"),
      ("{kind: atoms, count: 2}", "{shares: none, count: 2, layers: [0]}", ""),
      ("{kind: basis, rank: 64}", "{shares: none, count: 2}", ""),
      ("{kind: structured, rank: 8}", "{shares: none, count: 2}", ""),
    ])
  func start(sharing: String, experts: String, more: String) throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor}
        plain: {kind: initialize, from: parts, sharing: \(sharing)\(more)}
        start: {kind: initialize, from: parts, sharing: \(sharing)\(more), experts: \(experts)}
      """)
    let (plain, found) = try (logits("plain", laboratory), logits("start", laboratory))
    #expect((plain.map(abs).max() ?? 0) > 0.1)
    let wanted = plain.map { Double($0) }
    #expect(relativeDistance(found, wanted) < 1e-5)
    #expect(
      try laboratory.metric("parameters", of: "start")
        > laboratory.metric("parameters", of: "plain"))
  }

  @Test("train, and an evaluation tells the share of tokens of each, which add up to 1")
  func load() throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor}
        start: {kind: initialize, from: parts, sharing: mpo, layers: 3,
                experts: {count: 3, layers: [0, 2]}}
        tuned: {kind: train, model: start, data: classes, steps: 20, batch_size: 8,
                learning_rate: 0.01}
        score: {kind: evaluate, model: tuned, data: classes, split: train}
        masked: {kind: train, model: start, data: classes, steps: 20, batch_size: 8,
                 learning_rate: 0.01,
                 parameter_groups: [{select: [central], update_probability: 0.25}]}
        pupil: {kind: train, model: donor, data: classes, steps: 2, batch_size: 8,
                distill: {teacher: tuned}}
      """)
    let all = try laboratory.output("score").metrics.filter { $0.name.hasPrefix("expert_load.") }
    let loads = all.filter { $0.step != nil }
    #expect(Set(loads.map(\.name)) == Set((0..<3).map { "expert_load.\($0)" }))
    #expect(loads.count == 6 && Set(loads.compactMap(\.step)) == [1, 3])
    for layer in [1, 3] {
      let sum = loads.filter { $0.step == layer }.reduce(0) { $0 + $1.value }
      #expect(abs(sum - 1) < 1e-12)
    }
    for mean in all.filter({ $0.step == nil }) {
      let curve = loads.filter { $0.name == mean.name }.map(\.value)
      #expect(curve.count == 2 && abs(curve.reduce(0, +) / 2 - mean.value) < 1e-12)
    }
    #expect(all.count == 9)
    let ratio = try laboratory.metric("centre_update_ratio", of: "tuned")
    #expect(try laboratory.metric("centre_update_ratio", of: "masked") < ratio)
    let model = try StoredModel(files: laboratory.output("tuned").files)
    func auxiliary(_ expert: Int) -> [Float]? {
      model.bank["encoder.layer.0.intermediate.expert.\(expert).auxiliary.1"]
    }
    #expect(auxiliary(0) != nil && auxiliary(0) != auxiliary(1))
    #expect(model.bank["encoder.central.intermediate"] != nil)
    #expect(
      model.bank.layout.parameters.allSatisfy { $0.part != .central || $0.owner?.expert == nil })
    #expect(
      try !laboratory.output("pupil").metrics.contains { $0.name == "centre_update_ratio" })
  }

  @Test("may be in a fresh model, each drawn for itself")
  func fresh() throws {
    let laboratory = try Laboratory(
      """
        start: {kind: initialize, data: text, encoder: {layers: 2, hidden: 8, heads: 2},
                sharing: none, experts: {count: 2, shares: none, gate: gated}}
        tuned: {kind: train, model: start, data: text, steps: 2, batch_size: 8}
      """)
    let model = try StoredModel(files: laboratory.output("start").files)
    let matrices = (0..<2).map { model.bank["encoder.layer.1.output.expert.\($0).weight"] }
    #expect(matrices[0] != nil && matrices[0] != matrices[1])
    #expect(model.bank["encoder.layer.1.router.weight"]?.count == 16)
  }

  @Test("are counted before a model is made")
  func size() throws {
    let sizes = "vocabulary: 11, tensors: 3, encoder: {layers: 4, hidden: 8, heads: 2}"
    let laboratory = try Laboratory(
      """
        plain: {kind: size, \(sizes), sharing: mpo}
        experts: {kind: size, \(sizes), sharing: mpo, experts: {count: 4, layers: [1, 3]}}
      """)
    func growth(_ metric: String) throws -> Double {
      try laboratory.metric(metric, of: "experts") - laboratory.metric(metric, of: "plain")
    }
    #expect(try growth("central") == 0)
    // A matrix of score rows in two layers.
    #expect(try growth("adapters") == 2 * 4 * 8)
    #expect(try growth("auxiliary") > 0)
    #expect(try growth("parameters") == growth("auxiliary") + growth("adapters"))
  }

  private static let beginning = """
    experiment: experts
    stages:
      text: {kind: load, dataset: wordnet-glosses, max_length: 16, vocabulary: 1000}
      net: {kind: initialize, data: text, encoder: {layers: 2, hidden: 8, heads: 2}, sharing: none}
      many: {kind: initialize, from: net, sharing: none, experts: {shares: none}}

    """

  @Test(
    "are refused where a model can't have them, or a stage can't read them",
    arguments: [
      (
        "{kind: initialize, from: net, sharing: all, experts: {count: 2}}",
        "experts share central tensors, but 'all' has none"
      ),
      (
        "{kind: initialize, from: net, sharing: all, experts: {shares: none, layers: [2]}}",
        "experts are for layer 2, but there are 2 layers"
      ),
      (
        "{kind: initialize, from: net, sharing: all, experts: {shares: none, layers: [1, 1]}}",
        "'layers' of experts names no layer, or one twice"
      ),
      (
        "{kind: size, vocabulary: 9, encoder: {layers: 2, hidden: 8, heads: 2}, sharing: none, "
          + "experts: {count: 2}}",
        "experts share central tensors, but 'none' has none"
      ),
      ("{kind: initialize, from: many, sharing: none}", "'many' has experts"),
      ("{kind: decompose, model: many}", "'many' has experts"),
    ])
  func refused(stage: String, message: String) {
    do {
      _ = try plan("\(Self.beginning)  tried: \(stage)\n".utf8)
      Issue.record("\(stage) is refused")
    } catch {
      #expect("\(error)".contains(message), "\(error)")
    }
  }
}
