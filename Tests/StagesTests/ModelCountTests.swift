import Models
import Options
import Testing

@Suite("the three counts of a model")
struct ModelCountTests {
  /// Parameter counts of a strategy.
  ///
  /// The encoder has 4 layers of width 8, feed-forward layers of 16 and embeddings of 4.
  private struct Counted {
    let sharing: String
    /// Number of parameters without the embedding tables, their norm (2 · 4) and their projection
    /// (8 · 4 + 8).
    let inLayers: Int
    var more = ""
    /// Number of parameters that never learn.
    var fixed = 0

    /// Name of the strategy in the catalog.
    var name: String {
      String(sharing.replacing("{kind: ", with: "").prefix { !",}".contains($0) })
    }
  }

  // Attention is 4 matrices of 8 · 8 with biases, a feed-forward network 8 · 16 + 16 and 16 · 8 +
  // 8, a norm 2 · 8.
  private static let (attention, network, norm) = (4 * 72, 144 + 136, 16)
  private static let layer = attention + network + 2 * norm
  // The six matrices of a layer alone; its biases and norms.
  private static let (wholeMatrices, layerVectors) = (4 * 64 + 2 * 128, 4 * 8 + 16 + 8 + 2 * norm)
  // A rank of 2 on four matrices of 8 · 8.
  private static let adapters = 4 * 4 * 2 * (8 + 8)

  private static let strategies = [
    Counted(sharing: "none", inLayers: 4 * layer),
    Counted(sharing: "all", inLayers: layer),
    Counted(
      sharing: "attention", inLayers: attention + norm + 4 * (network + norm)),
    Counted(sharing: "ffn", inLayers: network + norm + 4 * (attention + norm)),
    Counted(sharing: "one-ffn", inLayers: network + 4 * (attention + 2 * norm)),
    Counted(sharing: "{kind: blocks, unique: 2}", inLayers: 2 * layer),
    Counted(sharing: "sandwich", inLayers: 3 * (attention + network) + 4 * 2 * norm),
    Counted(sharing: "all-but-last", inLayers: 2 * (attention + network) + 4 * 2 * norm),
    Counted(sharing: "{kind: middle-cycle, unique: 1}", inLayers: 3 * layer),
    Counted(sharing: "{kind: middle-sequence, unique: 2}", inLayers: 4 * layer),
    // Factors 2 · 2 · 2 of 8 and 2 · 4 · 2 of 16, bonds 4: centres of 4 · 4 · 4 and 4 · 8 · 4, two
    // auxiliary tensors of 16 for each matrix of each layer; biases and norms are tied.
    Counted(
      sharing: "mpo", inLayers: 4 * 64 + 2 * 128 + 4 * 6 * 2 * 16 + 4 * 8 + 16 + 8 + 2 * norm),
    Counted(
      sharing: "{kind: mpo, weights: average, tensors: fan-in}",
      inLayers: 4 * 64 + 2 * 128 + 4 * 6 * 2 * 16 + 4 * 8 + 16 + 8 + 2 * norm),
    // The same numbers, but the centres are drawn and kept.
    Counted(
      sharing: "{kind: mpo, centre: random}",
      inLayers: 4 * 64 + 2 * 128 + 4 * 6 * 2 * 16 + 4 * 8 + 16 + 8 + 2 * norm,
      fixed: 4 * 64 + 2 * 128),
    Counted(
      sharing: "relaxed", inLayers: layer + adapters, more: ", adapter: {rank: 2}"),
    // Six matrices once; biases, norms and diagonals of 8 in every layer.
    Counted(
      sharing: "residual",
      inLayers: 4 * 64 + 2 * 128 + 4 * (4 * 8 + 16 + 8 + 2 * norm + 6 * 8) + adapters,
      more: ", adapter: {rank: 2}"),
    // Two a layer, one wide inside: down, up, both biases and a norm.
    Counted(sharing: "bottleneck", inLayers: layer + 4 * 2 * (8 + 1 + 8 + 8 + norm)),
    // A coefficient for each atom of six matrices in four layers.
    Counted(
      sharing: "{kind: atoms, count: 2}",
      inLayers: 2 * wholeMatrices + 4 * 6 * 2 + 4 * layerVectors),
    // Attention alone; a coefficient and eight row scales for each of three atoms.
    Counted(
      sharing: "{kind: atoms, count: 3, row_scales: true, "
        + "matrices: [query, key, value, attention_output]}",
      inLayers: 3 * 4 * 64 + 4 * 4 * 3 * (1 + 8) + 4 * 2 * 128 + 4 * layerVectors),
    Counted(
      sharing: "{kind: depth-polynomial, degree: 2}",
      inLayers: 3 * wholeMatrices + 4 * layerVectors),
    // At most as many terms as layers.
    Counted(
      sharing: "{kind: depth-polynomial, degree: 11}",
      inLayers: 4 * wholeMatrices + 4 * layerVectors),
    Counted(sharing: "loop", inLayers: layer),
    Counted(sharing: "{kind: loop, before: 1, core: 2}", inLayers: 3 * layer),
    // A scale of 8 in every layer; an injection from 2 · 8 to 8 with its bias.
    Counted(
      sharing: "{kind: loop, after: 1, output_scales: true, injection: true}",
      inLayers: 2 * layer + 4 * 8 + 16 * 8 + 8),
    // Coefficients of 8 · 3 and 16 · 3 in every layer, and for each two layers four bases of 3 · 8;
    // attention output and output whole.
    Counted(
      sharing: "{kind: basis, rank: 3}",
      inLayers: 4 * (3 * 24 + 48 + 64 + 128) + 2 * 4 * 24 + 4 * layerVectors),
    // ⌊½ · 4 · 64 / (8 + 4 · 8)⌋ = 3 and ⌊½ · 4 · 128 / (8 + 4 · 16)⌋ = 3.
    Counted(
      sharing: "{kind: basis, group: 4, ratio: 0.5}",
      inLayers: 4 * (3 * 24 + 48 + 64 + 128) + 4 * 24 + 4 * layerVectors),
    // Factors 2 · 4 of 8 and 4 · 4 of 16: n₁ m₂ (m₁ + n₂) is 2 · 4 · 6, 4 · 4 · 6 and 2 · 4 · 8.
    Counted(sharing: "structured", inLayers: 4 * (4 * 48 + 96 + 64 + layerVectors)),
    Counted(
      sharing: "{kind: structured, rank: 2}",
      inLayers: 4 * (2 * (4 * 48 + 96 + 64) + layerVectors)),
  ]

  @Test("of every way of sharing")
  func strategies() throws {
    #expect(Set(Self.strategies.map(\.name)) == Set(SharingCatalog.all.map { $0.name }))
    let sizes = """
      vocabulary: 11, tensors: 3, pooler: false, encoder: {layers: 4, hidden: 8, heads: 2,
          intermediate: 16, embedding: 4, max_positions: 10}
      """
    let stages = Self.strategies.enumerated().map { index, counted in
      "  s\(index): {kind: size, \(sizes), sharing: \(counted.sharing)\(counted.more)}"
    }
    let laboratory = try Laboratory(stages.joined(separator: "\n"))
    for (index, counted) in Self.strategies.enumerated() {
      let outside = Double(2 * 4 + 8 * 4 + 8 + counted.inLayers)
      let all = outside + Double(4 * (11 + 10 + 2))
      let counts = try [all, all - Double(counted.fixed), outside].elementsEqual(
        Self.metrics.map { try laboratory.metric($0, of: "s\(index)") })
      #expect(counts, "\(counted.sharing)")
    }
  }

  private static let metrics = ["parameters", "trainable_parameters", "non_embedding_parameters"]

  private func counts(_ stage: String, _ laboratory: Laboratory) throws -> [Int] {
    try Self.metrics.map { Int(try laboratory.metric($0, of: stage)) }
  }

  @Test("a language head scores by the table of words, which counts once and as a table")
  func languageHead() throws {
    let laboratory = try Laboratory()
    let vocabulary = Int(try laboratory.metric("vocabulary", of: "text"))
    // One layer for both depths, 16 wide with 64 inside; embeddings of 8.
    let layer = 4 * (16 * 16 + 16) + 2 * 16 * 64 + 64 + 16 + 2 * 2 * 16
    let head = 16 * 8 + 8 + 2 * 8 + vocabulary
    let outside = 2 * 8 + 16 * 8 + 16 + layer + head
    let all = outside + 8 * (vocabulary + 16 + 2)
    #expect(try counts("fresh", laboratory) == [all, all, outside])
    #expect(try counts("donor", laboratory) == [all, all, outside])
  }

  @Test("decomposed embeddings are a table, however many tensors it has")
  func decomposedTable() throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor, tensors: 3, embeddings: true}
        start: {kind: initialize, from: parts, sharing: mpo}
        plain: {kind: decompose, model: donor, tensors: 3}
        usual: {kind: initialize, from: plain, sharing: mpo}
      """)
    let (chained, usual) = try (counts("start", laboratory), counts("usual", laboratory))
    #expect(chained[2] == usual[2] && chained[0] != usual[0])
  }

  /// Counts of a classifier of three classes that starts from the laboratory's donor.
  private static let vectors = 4 * 16 + 64 + 16 + 2 * 2 * 16
  private static let matrices = 4 * 16 * 16 + 2 * 16 * 64
  private static let heads = 16 * 16 + 16 + 3 * 16 + 3

  @Test(
    "trainable is what is neither frozen nor in a group that never moves",
    arguments: [
      ("", nil),
      ("freeze: [embeddings, matrices]", vectors + heads),
      (
        "freeze: [embeddings], parameter_groups: [{select: [matrices], learning_rate_factor: 0}]",
        vectors + heads
      ),
      (
        "freeze: [embeddings], parameter_groups: [{select: [vectors], update_probability: 0}]",
        matrices + heads
      ),
      (
        "freeze: [embeddings], parameter_groups: [{select: [{kind: matrices, matrices: [query]}]}, "
          + "{select: [matrices, vectors], learning_rate_factor: 0}]",
        16 * 16 + heads
      ),
      ("learning_rate: 0", 0),
    ])
  func trainable(options: String, count: Int?) throws {
    let laboratory = try Laboratory(
      """
        tuned: {kind: train, model: donor, data: classes, steps: 1, batch_size: 4, \(options)}
        score: {kind: evaluate, model: tuned, data: classes}
        again: {kind: initialize, from: tuned, sharing: none}
      """)
    let tuned = try counts("tuned", laboratory)
    #expect(tuned[1] == count ?? tuned[0])
    #expect(try counts("score", laboratory) == tuned)
    let again = try counts("again", laboratory)
    #expect(again[0] == again[1] && again[0] > tuned[0])
  }

  @Test("a pooler that no head reads is not trainable")
  func pooler() throws {
    let laboratory = try Laboratory(
      """
        tuned: {kind: train, model: donor, data: classes, steps: 1, batch_size: 4}
        words: {kind: train, model: tuned, data: text, steps: 1, batch_size: 4}
      """)
    let words = try counts("words", laboratory)
    #expect(words[0] - words[1] == 16 * 16 + 16)
  }
}
