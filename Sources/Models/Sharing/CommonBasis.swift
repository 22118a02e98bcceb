internal import Tensors

/// The basis that comes nearest to several layers' matrices, where what enters them is like some
/// inputs.
///
/// Basis Sharing (arXiv 2410.03765, and its released code): with the papers' matrices
/// W_lᵀ [columns, rows], RᵀR = Σ_l X_lᵀX_l and R [W_1ᵀ … W_nᵀ] = U Σ Vᵀ, the basis is
/// B = R⁻¹ U_k Σ_k and the coefficients are V_kᵀ, cut by layer. That minimises ‖X (W - B C)‖² over
/// the inputs of all layers together, whose least value is Σ σ_i² over i > k.
///
/// As B = [W_1ᵀ … W_nᵀ] V_k, it is computed without an inverse.
struct CommonBasis {
  /// Bᵀ, row-major [size, columns].
  let basis: [Float]
  /// The layers' C_lᵀ, each row-major [rows, size].
  let coefficients: [[Float]]

  /// Fits a basis.
  ///
  /// - Parameters:
  ///   - layers: The matrices, each row-major [rows, columns].
  ///   - size: Number of vectors, at most min(columns, layers · rows).
  ///   - inputMoments: Σ_l X_lᵀX_l, [columns, columns]; nil to count all inputs as equally likely,
  ///     which gives the truncated singular value decomposition.
  init(of layers: [[Float]], rows: Int, columns: Int, size: Int, inputMoments: [Double]?) {
    let count = layers.count * rows
    let stacked = layers.flatMap { $0.map { Double($0) } }
    let factor = inputMoments.flatMap { Self.triangularFactor(of: $0, size: columns) }
    let weighted = factor.map {
      matrixProduct(
        stacked, transposed($0, rows: columns, columns: columns), rows: count, inner: columns,
        columns: columns)
    }
    // The stacked matrices [W_1; …; W_n] are the transpose of [W_1ᵀ … W_nᵀ], so V is on the left.
    let left = thinFactors(of: weighted ?? stacked, rows: count, columns: columns).left
    let width = min(count, columns)
    let kept = (0..<count).flatMap { left[$0 * width..<$0 * width + size] }
    basis = matrixProduct(
      transposed(kept, rows: count, columns: size), stacked, rows: size, inner: count,
      columns: columns
    ).map { Float($0) }
    coefficients = layers.indices.map { layer in
      kept[layer * rows * size..<(layer + 1) * rows * size].map { Float($0) }
    }
  }

  /// The number that is added to the diagonal of the moments, over their mean diagonal entry.
  ///
  /// Inputs that are always zero, or fewer tokens than columns, make the moments singular; what
  /// such inputs multiply would then be lost even with a whole basis. This much is far above the
  /// rounding of double precision, so that R exists, and so little that the fit on the inputs that
  /// there are changes by less than single precision shows. It is our own addition.
  private static let ridge = 1e-9

  /// Returns R with RᵀR = the moments with a ridge; nil where all inputs are zero.
  private static func triangularFactor(of moments: [Double], size: Int) -> [Double]? {
    let mean = (0..<size).reduce(0.0) { $0 + moments[$1 * (size + 1)] } / Double(size)
    guard mean > 0, mean.isFinite else { return nil }
    var added = ridge * mean
    // Where moments are spread over very many magnitudes, their rounding may ask for more.
    while added <= mean {
      var raised = moments
      for index in 0..<size { raised[index * (size + 1)] += added }
      if let factor = choleskyFactor(of: raised, size: size) { return factor }
      added *= 100
    }
    return nil
  }
}
