/// A matrix of a layer, for which a sharing strategy writes a recipe.
package struct MatrixPosition {
  let matrix: MatrixKind
  /// The layer, counted from 0, and the number of all layers.
  let layer, layers: Int
  /// The expert whose matrix it is, from 0; nil where the layer has no experts.
  private let expert: Int?
  /// Whether central tensors are common to a layer's experts.
  private let sharesCentre: Bool
  let rows, columns: Int
  let encoder: EncoderShape
  /// The matrix's factors and bonds, where it is held as a chain.
  let factorisation: ModelDescription.Factorisation?
  /// The adapter whose term the matrix has; nil for none.
  private let adapter: (any Adapter)?

  init(
    _ matrix: MatrixKind, layer: Int, expert: Int? = nil, in description: ModelDescription
  ) {
    (self.matrix, self.layer) = (matrix, layer)
    self.expert = expert
    sharesCentre = description.experts?.shares == .central
    encoder = description.encoder
    layers = description.encoder.layers
    (rows, columns) = description.encoder.size(of: matrix)
    factorisation = description.factorisation(of: matrix)
    adapter = description.adapter.flatMap { $0.matrices.contains(matrix) ? $0 : nil }
  }

  /// The parameter of one of the matrix's parts, which is its expert's own if it isn't a central
  /// tensor that experts share.
  func parameter(_ part: ParameterSlot.Part, _ shape: [Int]) -> Recipe {
    let isCommon = sharesCentre && part.category == .central
    return .parameter(
      ParameterSlot(
        layer: layer, site: .matrix(matrix), part: part, expert: isCommon ? nil : expert),
      shape: shape)
  }

  /// A parameter of the adapter that all layers and matrices have in common.
  func sharedParameter(_ part: ParameterSlot.Part, _ shape: [Int]) -> Recipe {
    .parameter(ParameterSlot(layer: 0, site: .adapter, part: part), shape: shape)
  }

  /// The matrix as one parameter.
  var whole: Recipe { parameter(.dense, [rows, columns]) }

  /// The matrix as a chain of local tensors, with a term on the central one if the adapter is for
  /// that; whole where it isn't factorised.
  var chain: Recipe { chained { index, chain in chain.part(ofTensor: index) } }

  /// The same with other roles for the local tensors, which are counted from 0.
  func chained(
    by part: (_ tensor: Int, _ chain: ModelDescription.Factorisation) -> ParameterSlot.Part
  ) -> Recipe {
    guard let factorisation else { return withCentralTerm(whole, rows: rows, columns: columns) }
    let tensors = factorisation.rows.indices.map { index in
      let shape = factorisation.shape(ofTensor: index)
      let tensor = parameter(part(index, factorisation), shape)
      guard index == factorisation.centre else { return tensor }
      return withCentralTerm(
        tensor, rows: shape[0] * shape[1], columns: shape[2] * shape[3])
    }
    return .chain(tensors, factorisation)
  }

  /// Adds the adapter's term, if it is one on whole matrices; some adapters change the matrix in
  /// another way.
  func withTerm(_ recipe: Recipe) -> Recipe {
    guard let adapter, adapter.target == .weight else { return recipe }
    return adapter.adapted(recipe, of: self)
  }

  /// Adds the adapter's term, if it is one on central tensors, to such a tensor, seen as a matrix
  /// of its left bond and row factor by its column factor and right bond; some adapters change the
  /// tensor in another way.
  private func withCentralTerm(_ central: Recipe, rows: Int, columns: Int) -> Recipe {
    guard let adapter, adapter.target == .central else { return central }
    return adapter.adapted(central, of: self, rows: rows, columns: columns)
  }
}
