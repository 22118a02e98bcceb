package import Options

/// Groups of neighbouring layers share a basis of each matrix; coefficients are each layer's own.
///
/// Basis Sharing (ICLR 2025, arXiv 2410.03765, and its released code): W_l ≈ (B C_l)ᵀ, with B
/// [columns, k] one for the group. Here a matrix is coefficients C_lᵀ [rows, k] times basis Bᵀ
/// [k, columns]. For L layers in groups of n a matrix has (L/n) k d_in + L k d_out numbers, where
/// d_in is its number of columns and d_out that of its rows. Biases and norms are each layer's own.
///
/// A fresh start is our reading, as the paper starts from donors: the basis like a whole matrix,
/// and coefficients so that products have the standard deviation of whole matrices.
package struct BasisSharing: SharingStrategy {
  package static let name = "basis"
  package static let about = "neighbouring layers share a basis of each matrix (Basis Sharing)"

  /// Number of neighbouring layers that share; the last group may have fewer.
  package var group = 2
  /// Number k of vectors of a basis, at most as many as make it lossless; nil to follow ``ratio``.
  package var rank: Int?
  /// Share ρ of the numbers of a matrix that is removed; nil for ``usualRatio``.
  package var ratio: Double?
  package var matrices: [MatrixKind] = [.query, .key, .value, .intermediate]

  /// The ratio where neither rank nor ratio is given: our choice.
  static let usualRatio = 0.2

  package static let options: [OptionProperty<BasisSharing>] = [
    .option(
      "group", \.group, .integer(1...1024), "number of neighbouring layers that share a basis"),
    .optional(
      "rank", \.rank, .integer(1...65536),
      "number of vectors of a basis, at most that of a lossless one; instead of ratio"
    ).settingSize,
    .optional(
      "ratio", \.ratio, .number(0...1), "share of the numbers of matrices that is removed; 0.2"),
    .option(
      "matrices", \.matrices, .list(.choice),
      "matrices that share; the others are each layer's own and whole"),
  ]

  package init() {}

  package var contradiction: (problem: String, hint: String)? {
    guard rank != nil && ratio != nil else { return nil }
    return (
      problem: "'rank' and 'ratio' both say how large a basis is", hint: "leave out one of them"
    )
  }

  package func owners(layers: Int) -> [Int] { (0..<layers).map { $0 / group * group } }

  package func shares(_ slot: ParameterSlot) -> Bool { slot.part == .sharedBasis }

  package func recipe(of position: MatrixPosition) -> Recipe {
    guard matrices.contains(position.matrix) else { return position.withTerm(position.whole) }
    let members = members(ofGroupWith: position.layer, layers: position.layers)
    let size = basisSize(
      rows: position.rows, columns: position.columns, layers: members.count)
    return position.withTerm(
      .product(
        position.parameter(.coefficients(ofBasis: size), [position.rows, size]),
        position.parameter(.sharedBasis, [size, position.columns])))
  }

  /// Returns the number k of vectors of a basis that so many layers share.
  ///
  /// k = ⌊(1 - ρ) n d_in d_out / (d_in + n d_out)⌋, at least 1 (the released code), where n layers
  /// share, d_in is the number of columns and d_out that of rows.
  package func basisSize(rows: Int, columns: Int, layers: Int) -> Int {
    let most = min(columns, layers * rows)
    if let rank { return min(rank, most) }
    let kept = 1 - (ratio ?? Self.usualRatio)
    let wanted =
      kept * Double(layers) * Double(columns) * Double(rows) / Double(columns + layers * rows)
    return Int(max(1, min(Double(most), wanted)))
  }

  /// Returns the layers that share a basis with a layer, itself included.
  private func members(ofGroupWith layer: Int, layers: Int) -> Range<Int> {
    let first = layer / group * group
    return first..<min(first + group, layers)
  }

  package var fitsLayers: Bool { true }
  package var calibratedMatrices: [MatrixKind] { matrices }

  package func fitted(to donor: DonorStack) -> [ParameterSlot: [Float]] {
    guard matrices.contains(donor.matrix) else { return [:] }
    var values: [ParameterSlot: [Float]] = [:]
    for first in stride(from: 0, to: donor.layers.count, by: group) {
      let members = members(ofGroupWith: first, layers: donor.layers.count)
      let size = basisSize(rows: donor.rows, columns: donor.columns, layers: members.count)
      let fit = CommonBasis(
        of: Array(donor.layers[members]), rows: donor.rows, columns: donor.columns, size: size,
        inputMoments: donor.inputMoments.map { sum($0[members]) })
      values[donor.slot(.sharedBasis, layer: first)] = fit.basis
      for (layer, coefficients) in zip(members, fit.coefficients) {
        values[donor.slot(.coefficients(ofBasis: size), layer: layer)] = coefficients
      }
    }
    return values
  }

  private func sum(_ moments: ArraySlice<[Double]>) -> [Double] {
    moments.dropFirst().reduce(into: moments.first ?? []) { sum, layer in
      for index in sum.indices { sum[index] += layer[index] }
    }
  }
}

extension ParameterSlot.Part {
  /// The vectors that a group of layers shares, [k, columns].
  package static let sharedBasis = Self("basis", .matrices, .normal)

  /// A layer's coefficients of so many vectors, [rows, k].
  ///
  /// Sums of k products of two numbers have the basis's own standard deviation if the coefficients'
  /// is k^(-1/2). That of draws is 0.8796 of what it is before draws beyond two standard deviations
  /// are left out, which is made up for here.
  static func coefficients(ofBasis size: Int) -> Self {
    Self("coefficients", .matrices, .deviation(1 / (0.879_625_661 * Double(size).squareRoot())))
  }
}
