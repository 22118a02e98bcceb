package import Options

/// Low-rank terms whose outer factors U [rank, d] and V [d, rank] all layers and matrices share; a
/// small part of each matrix's own says what it makes of them.
///
/// The forms `cp` and `tucker` are those of PETAL (arXiv 2312.12458) and Aurora (arXiv 2305.08381):
/// the paper has the first, the released code the second. `tensor-train` is FacT's TT form (arXiv
/// 2212.03145). A matrix of b·d × d or d × b·d, where b is a whole number, is cut into b blocks of
/// d × d, each with a small part of its own, as the released codes cut feed-forward matrices in
/// four.
///
/// V starts at zero, so a fresh term changes nothing.
package struct SharedFactors: Adapter {
  /// The way in which a small part stands between U and V, for each block of a matrix.
  package enum Form: String, Sendable, CaseIterable {
    /// ΔW = V diag(λ ∘ p) U: a vector p, and λ that all have in common.
    case cp
    /// ΔW = V Mᵀ U, M[a, b] = Σ_c core[a, b, c] p[c]: a vector p, and a core that all have in
    /// common. The transpose is that of the released code, which multiplies rows by M.
    case tucker
    /// ΔW = V S U: a matrix S.
    case tensorTrain = "tensor-train"
  }

  package static let name = "shared-factors"
  package static let about =
    "low-rank terms whose outer factors all layers and matrices share (PETAL, FacT)"

  package var form = Form.cp
  package var rank = 8
  package var scale: Float = 1
  /// Whether the form `cp` has λ, which learns; nil for yes.
  package var hasLambda: Bool?
  package var matrices = MatrixKind.attention

  package static let options: [OptionProperty<SharedFactors>] = [
    .option(
      "form", \.form, .choice,
      "each matrix's own part: a vector for `cp` and `tucker`, a matrix for `tensor-train`"),
    .option("rank", \.rank, .integer(0...4096), "rank of the shared factors; 0 for no adapter")
      .settingSize,
    .option("scale", \.scale, .number(0...1e6), "factor that the terms are multiplied by"),
    .optional(
      "lambda", \.hasLambda, .boolean,
      "for `cp` alone: whether all terms have weights of the ranks in common (otherwise yes)"),
    .option("matrices", \.matrices, .list(.choice), "matrices that have one"),
  ]

  package init() {}

  package func problem(in description: ModelDescription) -> String? {
    if hasLambda != nil, form != .cp {
      return "'lambda' is for the form 'cp', but the form is '\(form.rawValue)'"
    }
    let hidden = description.encoder.hidden
    return matrices.lazy.compactMap { matrix -> String? in
      let size = description.encoder.size(of: matrix)
      if size.rows.isMultiple(of: hidden), size.columns.isMultiple(of: hidden) { return nil }
      return "the shared factors are \(hidden) wide, but '\(matrix.rawValue)' of \(size.rows) × "
        + "\(size.columns) is not made of whole blocks of \(hidden) × \(hidden)"
    }.first
  }

  package func term(of position: MatrixPosition, rows: Int, columns: Int) -> Recipe {
    let blocks = SquareBlocks(rows: rows, columns: columns)
    let left = position.sharedParameter(.sharedLeft, [blocks.width, rank])
    let right = position.sharedParameter(
      .sharedRight(width: blocks.width), [rank, blocks.width])
    let product =
      switch form {
      case .cp: blocks.product(left, diagonals: weights(of: position, blocks), right)
      case .tucker: blocks.product(left, mixed(position, blocks), right)
      case .tensorTrain: blocks.product(left, middle(of: position, blocks), right)
      }
    return scale == 1 ? product : .scaled(product, by: scale)
  }

  /// The vectors p of a matrix, [rank, blocks].
  private func vectors(of position: MatrixPosition, _ blocks: SquareBlocks) -> Recipe {
    let part = ParameterSlot.Part.adapterVector(
      rank: rank, count: position.layers * Set(matrices).count)
    let shape = blocks.count == 1 ? [rank] : [rank, blocks.count]
    return .reshaped(position.parameter(part, shape), [rank, blocks.count])
  }

  /// The diagonals λ ∘ p, [rank, blocks].
  private func weights(of position: MatrixPosition, _ blocks: SquareBlocks) -> Recipe {
    let vectors = vectors(of: position, blocks)
    guard hasLambda ?? true else { return vectors }
    return .rowsScaled(vectors, by: position.sharedParameter(.sharedLambda, [rank]))
  }

  /// The transposes of the matrices M, [rank, blocks, rank].
  private func mixed(_ position: MatrixPosition, _ blocks: SquareBlocks) -> Recipe {
    let core = position.sharedParameter(.sharedCore(rank: rank), [rank, rank, rank])
    let mixed = Recipe.product(
      .reshaped(core, [rank * rank, rank]), vectors(of: position, blocks))
    return .permuted(mixed, shape: [rank, rank, blocks.count], axes: [1, 2, 0])
  }

  /// The matrices S, [rank, blocks, rank], which are stored as in the released code: one under the
  /// other for blocks of rows, side by side for blocks of columns.
  private func middle(of position: MatrixPosition, _ blocks: SquareBlocks) -> Recipe {
    let count = blocks.count
    guard blocks.areOfRows else {
      let part = ParameterSlot.Part.adapterMiddle(inputs: count * rank)
      return .reshaped(position.parameter(part, [rank, count * rank]), [rank, count, rank])
    }
    return .permuted(
      position.parameter(.adapterMiddle(inputs: rank), [count * rank, rank]),
      shape: [count, rank, rank], axes: [1, 0, 2])
  }
}

// The starts have the variances of the released codes, which draw uniformly: PyTorch's for a linear
// layer, 1 / (3 · inputs), and Glorot's, 2 / (inputs + outputs). Which matrices' vectors make the
// table whose sizes count there is our reading: all, a matrix that is cut once.
extension ParameterSlot.Part {
  fileprivate static let sharedLeft = Self("left", .adapters, .zeros)
  fileprivate static let sharedLambda = Self("lambda", .adapters, .ones, decays: false)

  fileprivate static func sharedRight(width: Int) -> Self {
    Self("right", .adapters, .deviation(linearDeviation(inputs: width)))
  }

  fileprivate static func sharedCore(rank: Int) -> Self {
    Self("core", .adapters, .deviation(1 / Double(rank)))
  }

  /// The vectors of one of `count` matrices.
  fileprivate static func adapterVector(rank: Int, count: Int) -> Self {
    Self(
      "adapter.vector", .adapters, .deviation((2 / Double(rank + count)).squareRoot()),
      decays: false)
  }

  fileprivate static func adapterMiddle(inputs: Int) -> Self {
    Self("adapter.middle", .adapters, .deviation(linearDeviation(inputs: inputs)))
  }

  private static func linearDeviation(inputs: Int) -> Double {
    1 / Double(3 * inputs).squareRoot()
  }
}
