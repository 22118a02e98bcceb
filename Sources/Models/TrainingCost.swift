internal import MatrixProduct

/// The floating-point operations of one optimizer step's matrix products; a multiply-add is two.
///
/// Counted are linear layers, scores of experts, both products of attention, heads, adapters,
/// routed terms and the rebuilding of matrices held as tensors, forward and backward: each product
/// y = x W has two in the backward pass, for x and for W, as large as itself. Sums, norms,
/// activations and the optimizer, which are not products, are left out. Where the depth of a step
/// is drawn, the usual one is counted.
package struct TrainingCost: Sendable, Hashable {
  /// Whether the engine computes, in the last layer, only the rows that are read.
  package static let engineSkipsUnreadRows = true

  /// Operations that are computed.
  package let operations: Int
  /// Operations if every layer were computed for every token.
  package let fullOperations: Int
  /// Operations of such a model as a teacher that reads the same rows: the forward pass alone, with
  /// matrices already rebuilt.
  package let teaching: Int

  /// Counts the operations of one step.
  ///
  /// - Parameters:
  ///   - lengths: Number of tokens of each sequence of the step, whatever the micro-batches are:
  ///     matrices are rebuilt once.
  ///   - rowsRead: Number of last hidden states that a head reads of each sequence: 1 where
  ///     sequences are classified, the masked tokens in masked language modelling, all tokens where
  ///     answers are sought.
  ///   - skipsUnreadRows: Whether the last layer is computed, after its keys and values, for
  ///     ``rowsRead`` alone.
  package init(
    _ description: ModelDescription, lengths: [Int], rowsRead: [Int],
    skipsUnreadRows: Bool = TrainingCost.engineSkipsUnreadRows
  ) {
    precondition(lengths.count == rowsRead.count, "one length and one count for each sequence")
    let model = ModelProducts(description)
    let rows = AttentionRows(lengths: lengths, queries: lengths)
    let read = AttentionRows(lengths: lengths, queries: rowsRead)
    let outside =
      model.rebuilding + model.embeddings(tokens: rows.keyCount)
      + model.injections(tokens: rows.keyCount)
      + model.heads(rows: read.queryCount, sequences: lengths.count)
    let top = description.encoder.layers - 1
    let below = (0..<top).reduce(0) { $0 + model.layer($1, rows) }
    fullOperations = Self.operations(outside + below + model.layer(top, rows))
    teaching = 2 * (outside - model.rebuilding + below + model.layer(top, read))
    operations = Self.operations(
      outside + below + model.layer(top, skipsUnreadRows ? read : rows))
  }

  /// Converts multiply-adds of the forward pass to operations of the step.
  private static func operations(_ forward: Int) -> Int { 2 * 3 * forward }
}

/// The number of tokens for which a layer computes keys and values, and for which all else.
private struct AttentionRows {
  /// Number of tokens with a key and a value, and of tokens with a query, over all sequences.
  let keyCount, queryCount: Int
  /// Number of pairs of a query and a key of one sequence.
  let pairs: Int

  init(lengths: [Int], queries: [Int]) {
    (keyCount, queryCount) = (lengths.reduce(0, +), queries.reduce(0, +))
    pairs = zip(lengths, queries).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

/// The multiply-adds of the products in a model's forward pass.
private struct ModelProducts {
  private let description: ModelDescription
  private let slots: SlotTable

  init(_ description: ModelDescription) {
    self.description = description
    slots = SlotTable(description)
  }

  private var shape: EncoderShape { description.encoder }

  /// Counts the multiply-adds of one layer; those of its matrices are alike in all layers. Where
  /// it has experts, each token goes through one of them.
  func layer(_ index: Int, _ rows: AttentionRows) -> Int {
    let experts = description.experts(ofLayer: index)?.count ?? 0
    let matrices = MatrixKind.allCases.reduce(0) { sum, matrix in
      let count = matrix == .key || matrix == .value ? rows.keyCount : rows.queryCount
      let size = shape.size(of: matrix)
      let routed = description.routedTerms?.rowCost(rows: size.rows, columns: size.columns) ?? 0
      return sum + count * (slots.recipe(of: matrix, layer: 0).rowCost + routed)
    }
    return matrices + 2 * rows.pairs * shape.hidden
      + (rows.keyCount + rows.queryCount) * bottleneckRow
      + rows.queryCount * experts * shape.hidden
  }

  /// The multiply-adds of a bottleneck's down and up for one token.
  private var bottleneckRow: Int {
    slots.bottleneck.map { 2 * shape.hidden * $0.width(hidden: shape.hidden) } ?? 0
  }

  /// Counts the multiply-adds that project embeddings to the hidden states' width; looking them up
  /// is no product.
  func embeddings(tokens: Int) -> Int {
    shape.hasFactorisedEmbedding ? tokens * shape.hidden * shape.embedding : 0
  }

  /// Counts the multiply-adds that feed what entered the core into each of its rounds.
  func injections(tokens: Int) -> Int {
    guard let loop = description.sharing.loop, loop.hasInjection else { return 0 }
    return loop.rounds(layers: shape.layers) * tokens * 2 * shape.hidden * shape.hidden
  }

  /// Counts the multiply-adds of the heads.
  ///
  /// - Parameter rows: Number of hidden states that a language head or a span head scores.
  func heads(rows: Int, sequences: Int) -> Int {
    let language = rows * shape.embedding * (shape.hidden + shape.vocabulary)
    let tasks = description.taskHeads.map(\.outputs.count).max() ?? 0
    let outputs = description.classes.count + tasks + (description.hasOrderHead ? 2 : 0)
    let routed = description.routedTerms?.rowCost(rows: shape.hidden, columns: shape.hidden) ?? 0
    let pooled = sequences * (shape.hidden * (shape.hidden + outputs) + routed)
    return (description.hasLanguageHead ? language : 0) + (outputs == 0 ? 0 : pooled)
      + (description.hasSpanHead ? rows * shape.hidden * 2 : 0)
  }

  /// The multiply-adds to rebuild matrices from their parts, once a step whatever the number of
  /// tokens.
  var rebuilding: Int {
    var costs: [Recipe: Int] = [:]
    for layer in 0..<shape.layers {
      for matrix in MatrixKind.allCases {
        for expert in slots.experts(of: matrix, layer: layer) {
          slots.recipe(of: matrix, layer: layer, expert: expert).noteCosts(in: &costs)
        }
      }
    }
    let table = description.factorisations[ModelDescription.wordEmbeddings].map {
      ContractionOrder(factors: $0.factors, bonds: $0.bonds).cost
    }
    return costs.values.reduce(0, +) + (table ?? 0)
  }
}
