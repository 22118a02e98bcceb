import Datasets
import Models
import Pipeline
import Options
import Spec
import Tensors
import TestSupport
import Testing

@Suite("a start from a donor")
struct StartTests {
  /// The options of a strategy with which it loses nothing of a donor whose layers are one.
  private static let lossless = [
    "bottleneck": ", norm: false", "basis": ", rank: 64", "structured": ", rank: 8",
  ]

  /// All strategies with their required options, and some with others.
  private static let strategies: [String] =
    plainStrategies + [
      "{kind: loop, before: 1, output_scales: true}",
      "{kind: loop, output_scales: true, injection: true, random_depth: true}",
    ]

  private static let plainStrategies = SharingCatalog.all.map { kind in
    let required = kind.variant.options.filter {
      if case .required = $0.presence { true } else { false }
    }.map { ", \($0.name): 2" }
    let name = kind.variant.name
    return "{kind: \(name)\(required.joined())\(lossless[name] ?? "")}"
  }

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

  private func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
    a.count == b.count ? zip(a, b).map { abs($0 - $1) }.max() ?? 0 : .infinity
  }

  @Test(
    "gives the donor's logits, with full bonds, by every way of sharing and with new adapters",
    arguments: strategies, [0, 3])
  func function(strategy: String, rank: Int) throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor}
        start: {kind: initialize, from: parts, sharing: \(strategy), adapter: {rank: \(rank)}}
      """)
    let donor = try logits("donor", laboratory)
    let start = try logits("start", laboratory)
    #expect((donor.map(abs).max() ?? 0) > 0.1)
    #expect(largestDifference(donor, start) <= 1e-4)
  }

  @Test(
    "gives the donor's logits also from decomposed embeddings, padded and clipped",
    arguments: ["mpo", "all", "none"], ["", ", tensors: 3, gauge: left"])
  func embeddings(strategy: String, options: String) throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor, embeddings: true\(options)}
        start: {kind: initialize, from: parts, sharing: \(strategy)}
        trained: {kind: train, model: start, data: text, steps: 20, batch_size: 8,
                  learning_rate: 0.01}
        fitted: {kind: train, model: start, data: classes, steps: 2, batch_size: 8,
                 learning_rate: 0.01}
      """)
    #expect(
      try largestDifference(logits("donor", laboratory), logits("start", laboratory)) <= 1e-4)
    let (start, trained) = try (
      StoredModel(files: laboratory.output("start").files),
      StoredModel(files: laboratory.output("trained").files)
    )
    let tensors = start.bank.layout.parameters.filter {
      $0.name.hasPrefix("embeddings.word_embeddings")
    }
    #expect(tensors.count == (strategy == "mpo" ? (options.isEmpty ? 5 : 3) : 1))
    for tensor in tensors {
      #expect(start.bank[tensor.name] != trained.bank[tensor.name])
      #expect(trained.bank[tensor.name]?.allSatisfy { $0.isFinite } == true)
    }
  }

  @Test("gives the donor's logits with adapters on central tensors, which then learn")
  func centralAdapters() throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor}
        start:
          {kind: initialize, from: parts, sharing: mpo, adapter: {rank: 2, scale: 2, to: central}}
        trained: {kind: train, model: start, data: text, steps: 10, batch_size: 8,
                  learning_rate: 0.01}
      """)
    #expect(
      try largestDifference(logits("donor", laboratory), logits("start", laboratory)) <= 1e-4)
    let (start, trained) = try (
      StoredModel(files: laboratory.output("start").files),
      StoredModel(files: laboratory.output("trained").files)
    )
    let adapters = start.bank.layout.parameters.filter { $0.part == .adapters }
    // Up and down of four matrices in each of two layers.
    #expect(adapters.count == 16)
    for adapter in adapters {
      #expect(start.bank[adapter.name] != trained.bank[adapter.name])
    }
    let layers = (0..<2).map { layer in
      let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
      return EncoderWeights(
        trained.description, bank: trained.bank, tape: tape, learning: false
      ).weight(.query, layer: layer).numbers
    }
    #expect(layers[0] != layers[1])
  }

  @Test("embeddings cut to small bonds are fewer numbers and other logits")
  func smallEmbeddings() throws {
    let laboratory = try Laboratory(
      """
        whole: {kind: decompose, model: donor, embeddings: true, tensors: 3}
        cut: {kind: decompose, model: donor, embeddings: true, tensors: 3, bond: 2}
        full: {kind: initialize, from: whole, sharing: mpo}
        small: {kind: initialize, from: cut, sharing: mpo}
        dense: {kind: initialize, from: cut, sharing: all}
      """)
    #expect(
      try laboratory.metric("parameters", of: "small")
        < laboratory.metric("parameters", of: "full"))
    let (small, dense) = try (logits("small", laboratory), logits("dense", laboratory))
    #expect(try largestDifference(small, logits("donor", laboratory)) > 1e-3)
    #expect(largestDifference(small, dense) <= 1e-4)
  }

  @Test(
    "a trained model of any sharing, made dense layer by layer, keeps its logits",
    arguments: strategies.filter { !$0.contains("bottleneck") && !$0.contains("injection") })
  func unsharing(strategy: String) throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor, embeddings: true}
        start: {kind: initialize, from: parts, sharing: \(strategy), adapter: {rank: 2}, layers: 4}
        trained: {kind: train, model: start, data: text, steps: 3, batch_size: 8,
                  learning_rate: 0.01}
        dense: {kind: initialize, from: trained, sharing: none}
      """)
    let (shared, dense) = try (logits("trained", laboratory), logits("dense", laboratory))
    #expect(largestDifference(shared, dense) <= 1e-4)
    #expect(try largestDifference(shared, logits("start", laboratory)) > 1e-3)
  }

  @Test("a model written and read again is the same, logits and all", arguments: strategies)
  func storage(strategy: String) throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor, embeddings: true}
        start: {kind: initialize, from: parts, sharing: \(strategy), adapter: {rank: 2}}
        trained: {kind: train, model: start, data: text, steps: 3, batch_size: 8,
                  learning_rate: 0.01}
      """)
    let model = try StoredModel(files: laboratory.output("trained").files)
    let again = try StoredModel(files: model.write(into: laboratory.folder.path))
    #expect(again.description == model.description && again.vocabulary == model.vocabulary)
    for parameter in model.bank.layout.parameters {
      #expect(again.bank[parameter.name] == model.bank[parameter.name])
    }
    #expect(again.bank.layout.count == model.bank.layout.count)
  }

  @Test("a bond dimension that is too small for the donor changes its logits")
  func truncation() throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor, bond: 1}
        start: {kind: initialize, from: parts, sharing: mpo}
      """)
    let difference = try largestDifference(
      logits("donor", laboratory), logits("start", laboratory))
    #expect(difference > 1e-3)
    let errors = try laboratory.output("parts").metrics.filter { $0.name.hasSuffix(".error") }
    #expect(errors.count == 6 && errors.allSatisfy { $0.value > 0.05 && $0.value < 1 })
  }

  @Test("full bonds lose nothing")
  func fullBonds() throws {
    let laboratory = try Laboratory("  parts: {kind: decompose, model: donor}")
    let errors = try laboratory.output("parts").metrics.filter { $0.name.hasSuffix(".error") }
    #expect(errors.count == 6 && errors.allSatisfy { $0.value < 1e-5 })
  }

  @Test("a deeper model costs its own tensors alone")
  func depth() throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor}
        all: {kind: initialize, from: parts, sharing: all, layers: "${layers}"}
        mpo: {kind: initialize, from: parts, sharing: mpo, layers: "${layers}"}
        none: {kind: initialize, from: parts, sharing: none, layers: "${layers}"}
      """, sweep: "{layers: [2, 4]}")
    func growth(_ name: String) throws -> Double {
      try laboratory.metric("parameters", of: "\(name)[layers=4]")
        - laboratory.metric("parameters", of: "\(name)[layers=2]")
    }
    let (hidden, inner) = (16.0, 64.0)
    let matrices = 4 * hidden * hidden + 2 * hidden * inner
    let vectors = 4 * hidden + inner + hidden + 4 * hidden
    #expect(try growth("all") == 0)
    #expect(try growth("none") == 2 * (matrices + vectors))
    #expect(try growth("mpo") == 2 * auxiliaryParameters(laboratory))
  }

  /// Counts the parameters of one layer besides the central tensors, from their shapes.
  private func auxiliaryParameters(_ laboratory: Laboratory) throws -> Double {
    let start = try StoredModel(files: laboratory.output("mpo[layers=2]").files)
    return start.description.factorisations.values.reduce(0) { sum, factorisation in
      let shapes = factorisation.rows.indices.map { factorisation.shape(ofTensor: $0) }
      let sizes = shapes.map { Double($0.reduce(1, *)) }
      return sum + sizes.reduce(0, +) - sizes[sizes.count / 2]
    }
  }
}
