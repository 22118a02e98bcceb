internal import MatrixProduct

/// Floating-point operations of the matrix products of one optimizer step; a multiply-add is two.
///
/// Counted are linear layers, both products of attention, heads, adapters and the rebuilding of
/// matrices held as tensors, forward and backward: each product y = x W has two on the way back,
/// for x and for W, as large as itself. Sums, norms, activations and the optimizer, which are not
/// products, are left out.
package struct TrainingCost: Sendable, Hashable {
  /// Whether the engine computes, in the last layer, only the rows that are read.
  package static let engineSkipsUnreadRows = true

  /// Of what is computed.
  package let operations: Int
  /// As if every layer were computed for every token.
  package let fullOperations: Int
  /// Of a teacher that reads the same rows: forward alone, with matrices that are there.
  package let teaching: Int

  /// - Parameters:
  ///   - lengths: Tokens of each sequence of the step, whatever the micro-batches are: matrices are
  ///     rebuilt once.
  ///   - rowsRead: Of each sequence, how many rows of the last hidden states a head reads: 1 where
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
      + model.heads(rows: read.queryCount, sequences: lengths.count)
    let below = (description.encoder.layers - 1) * model.layer(rows)
    fullOperations = Self.operations(outside + below + model.layer(rows))
    teaching = 2 * (outside - model.rebuilding + below + model.layer(read))
    operations = Self.operations(outside + below + model.layer(skipsUnreadRows ? read : rows))
  }

  /// From multiply-adds of the forward pass.
  private static func operations(_ forward: Int) -> Int { 2 * 3 * forward }
}

/// For which tokens a layer computes keys and values, and for which the rest.
private struct AttentionRows {
  /// Tokens with a key and a value, and tokens with a query, over all sequences.
  let keyCount, queryCount: Int
  /// Pairs of a query and a key of one sequence.
  let pairs: Int

  init(lengths: [Int], queries: [Int]) {
    (keyCount, queryCount) = (lengths.reduce(0, +), queries.reduce(0, +))
    pairs = zip(lengths, queries).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

/// Multiply-adds of the products of a model's forward pass.
private struct ModelProducts {
  private let description: ModelDescription
  private let slots: SlotTable

  init(_ description: ModelDescription) {
    self.description = description
    slots = SlotTable(description)
  }

  private var shape: EncoderShape { description.encoder }

  /// Of one layer.
  func layer(_ rows: AttentionRows) -> Int {
    let matrices = MatrixKind.allCases.reduce(0) { sum, matrix in
      let count = matrix == .key || matrix == .value ? rows.keyCount : rows.queryCount
      return sum + count * row(of: matrix)
    }
    return matrices + 2 * rows.pairs * shape.hidden
      + (rows.keyCount + rows.queryCount) * bottleneckRow
  }

  /// Of a matrix, and of its adapter where that is applied beside it, to one token.
  private func row(of matrix: MatrixKind) -> Int {
    let size = shape.size(of: matrix)
    guard let factorisation = directly(matrix) else { return size.rows * size.columns }
    let adapter = adapter(of: matrix, in: .weight).map { $0.rank * (size.rows + size.columns) } ?? 0
    return factorisation.factors.applicationCost(bonds: factorisation.bonds) + adapter
  }

  /// Down and up of a bottleneck, for one token.
  private var bottleneckRow: Int {
    slots.bottleneck.map { 2 * shape.hidden * $0.width(hidden: shape.hidden) } ?? 0
  }

  /// The projection of embeddings to the hidden states' width; looking them up is no product.
  func embeddings(tokens: Int) -> Int {
    shape.hasFactorisedEmbedding ? tokens * shape.hidden * shape.embedding : 0
  }

  /// - Parameter rows: Rows of hidden states that a language head or a head of spans scores.
  func heads(rows: Int, sequences: Int) -> Int {
    let language = rows * shape.embedding * (shape.hidden + shape.vocabulary)
    let tasks = description.taskHeads.map(\.outputs.count).max() ?? 0
    let outputs = description.classes.count + tasks + (description.hasOrderHead ? 2 : 0)
    let pooled = sequences * shape.hidden * (shape.hidden + outputs)
    return (description.hasLanguageHead ? language : 0) + (outputs == 0 ? 0 : pooled)
      + (description.hasSpanHead ? rows * shape.hidden * 2 : 0)
  }

  /// Of what is made once a step, whatever the number of tokens: matrices from their tensors, and
  /// low-rank terms.
  var rebuilding: Int {
    var made: [String: Int] = [:]
    for layer in 0..<shape.layers {
      for matrix in MatrixKind.allCases { rebuild(matrix, layer: layer, &made) }
    }
    let table = description.factorisations[ModelDescription.wordEmbeddings]
    return made.values.reduce(0, +) + (table.map(contraction) ?? 0)
  }

  /// Notes the products that make a layer's matrix, under names that layers share where they share
  /// the result.
  private func rebuild(_ matrix: MatrixKind, layer: Int, _ made: inout [String: Int]) {
    let name = { (part: ParameterSlot.Part) in
      slots.name(of: ParameterSlot(layer: layer, site: .matrix(matrix), part: part))
    }
    let adapterName = name(.adapterUp)
    let central = adapter(of: matrix, in: .central)
    if let central { made["\(adapterName) term"] = centralTerm(central, matrix) }
    guard directly(matrix) == nil else { return }
    if let factorisation = description.factorisation(of: matrix) {
      let parts = slots.weightParts(of: matrix).map { name($0.part) }.joined(separator: " ")
      made[central == nil ? parts : adapterName] = contraction(factorisation)
    }
    if let adapter = adapter(of: matrix, in: .weight) {
      let size = shape.size(of: matrix)
      made["\(adapterName) term"] = size.rows * adapter.rank * size.columns
    }
  }

  private func contraction(_ factorisation: ModelDescription.Factorisation) -> Int {
    ContractionOrder(factors: factorisation.factors, bonds: factorisation.bonds).cost
  }

  /// up · down of a central tensor, seen as a matrix of its left half by its right half.
  private func centralTerm(_ adapter: Adapter, _ matrix: MatrixKind) -> Int {
    guard let factorisation = description.factorisation(of: matrix) else {
      let size = shape.size(of: matrix)
      return adapter.rank * size.rows * size.columns
    }
    return adapter.rank
      * factorisation.shape(ofTensor: factorisation.rows.count / 2).reduce(1, *)
  }

  private func adapter(of matrix: MatrixKind, in place: Adapter.Place) -> Adapter? {
    description.adapter.flatMap {
      $0.matrices.contains(matrix) && $0.place == place ? $0 : nil
    }
  }

  /// How a matrix is held whose tensors are applied one after the other; nil where it is rebuilt.
  private func directly(_ matrix: MatrixKind) -> ModelDescription.Factorisation? {
    description.factorisation(of: matrix).flatMap {
      $0.factors.appliesDirectly(bonds: $0.bonds) ? $0 : nil
    }
  }
}
