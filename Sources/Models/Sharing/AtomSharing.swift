package import Options
internal import Tensors

/// All layers share a few matrices of each kind, the atoms; a layer's own matrix is a linear
/// combination of them: W_l = Σ_s c_ls D_s.
///
/// MASA (arXiv 2508.04581), which trains atoms D_s and coefficients c_ls together: for each kind of
/// matrix [rows, columns], count · (rows · columns + layers) numbers. With row scales it is
/// BankLinear (a public entry to the parameter-golf contest): row o of W_l is
/// Σ_s c_ls β_lso D_s[o, :], for layers · count · rows numbers more. Biases and norms are each
/// layer's own.
///
/// Our own reading: coefficients are trained themselves, where MASA makes them of layer embeddings
/// by a small network that it drops after training; and their fresh values are random, where
/// BankLinear's depend on depth.
package struct AtomSharing: SharingStrategy {
  package static let name = "atoms"
  package static let about = "each layer's matrices combine a few that all layers share (MASA)"

  /// Number of atoms of each kind of matrix.
  package var count = 1
  /// The kinds that are made of atoms.
  package var matrices = MatrixKind.allCases
  package var hasRowScales = false

  package static let options: [OptionProperty<AtomSharing>] = [
    .required(
      "count", \.count, .integer(1...1024), "number of shared matrices, the atoms, of each kind"
    ).settingSize,
    .option(
      "matrices", \.matrices, .list(.choice),
      "kinds that are made of atoms; the others are each layer's own"),
    .option(
      "row_scales", \.hasRowScales, .boolean,
      "whether a layer has a factor for each row of each atom (BankLinear)"),
  ]

  package init() {}

  package func shares(_ slot: ParameterSlot) -> Bool { slot.part == .atoms }

  package func recipe(of position: MatrixPosition) -> Recipe {
    guard matrices.contains(position.matrix) else { return position.withTerm(position.whole) }
    let (rows, columns) = (position.rows, position.columns)
    let coefficients = position.parameter(.coefficients(of: count), [count])
    let combination = Recipe.product(
      .reshaped(coefficients, [1, count]), .reshaped(atoms(of: position), [count, rows * columns]))
    return position.withTerm(.reshaped(combination, [rows, columns]))
  }

  /// Returns the atoms that a layer combines: the shared ones, with their rows scaled if asked for.
  private func atoms(of position: MatrixPosition) -> Recipe {
    let (rows, columns) = (position.rows, position.columns)
    let atoms = position.parameter(.atoms, [count, rows, columns])
    guard hasRowScales else { return atoms }
    return .rowsScaled(
      .reshaped(atoms, [count * rows, columns]),
      by: position.parameter(.rowScales, [count, rows]))
  }
}

// MARK: - Start from a donor

extension AtomSharing {
  /// Part of the largest eigenvalue that counts as 0: the square of about single precision's
  /// rounding.
  private static let negligible = 1e-13

  package var fitsLayers: Bool { true }

  /// Fits atoms to a donor by principal components over its layers (MASA's matrix PCA): if
  /// ⟨W_i, W_j⟩ = (Q Λ Qᵀ)_ij, the squared error over all layers is the sum of the eigenvalues
  /// beyond the first `count`, and no atoms do better.
  ///
  /// An atom and its coefficients may be scaled against each other. Here D_s = Σ_l Q_ls W_l / √L
  /// and c_ls = √L Q_ls, so that coefficients have a root mean square of 1 over the L layers, an
  /// atom is as large as what it contributes, and a donor whose layers are one has atom 1 as its
  /// matrix. In the paper atoms have the norm 1, and coefficients the factor √Λ_s, which makes a
  /// layer's matrix move far in one step of training. That choice is ours, as is the sign: the sum
  /// of an atom's coefficients is not negative.
  ///
  /// Atoms beyond the rank of the donor stay fresh, with coefficients of 0, which can learn.
  package func fitted(to donor: DonorStack) -> [ParameterSlot: [Float]] {
    guard matrices.contains(donor.matrix) else { return [:] }
    let components = components(of: donor)
    let depth = Double(donor.layers.count).squareRoot()
    let atomsSlot = donor.slot(.atoms, layer: 0)
    let size = donor.rows * donor.columns
    var atoms = donor.fresh(atomsSlot) ?? [Float](repeating: 0, count: count * size)
    let fitted = donor.combinations(components.joined().map { $0 / depth })
    for (index, atom) in fitted.enumerated() {
      atoms.replaceSubrange(index * size..<(index + 1) * size, with: atom)
    }
    var values = [atomsSlot: atoms]
    for layer in donor.layers.indices {
      let own = components.map { Float($0[layer] * depth) }
      let unused = [Float](repeating: 0, count: count - own.count)
      values[donor.slot(.coefficients(of: count), layer: layer)] = own + unused
    }
    return values
  }

  /// Returns the first eigenvectors of the layers' inner products, [layers] each: at most `count`,
  /// and none whose eigenvalue is negligible.
  private func components(of donor: DonorStack) -> [[Double]] {
    let layers = donor.layers.count
    // Of a symmetric matrix without negative eigenvalues, these are the singular vectors.
    let parts = singularValues(of: donor.innerProducts(), rows: layers, columns: layers)
    let least = parts.values[0] * Self.negligible
    return parts.values.prefix(count).prefix { $0 > least }.indices.map { index in
      let vector = (0..<layers).map { parts.left[$0 * layers + index] }
      return vector.reduce(0, +) < 0 ? vector.map { -$0 } : vector
    }
  }
}

extension ParameterSlot.Part {
  /// The matrices that layers combine, [count, rows, columns].
  package static let atoms = Self("atoms", .matrices, .normal)
  /// The factors of each row of each atom, [count, rows].
  package static let rowScales = Self("row_scales", .vectors, .ones, decays: false)

  /// The coefficients of so many atoms, [count]; fresh ones make a layer's matrix about as large as
  /// an atom.
  package static func coefficients(of count: Int) -> Self {
    Self("coefficients", .vectors, .deviation(1 / Double(count).squareRoot()), decays: false)
  }
}
