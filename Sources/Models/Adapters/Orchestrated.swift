package import Options
internal import Tensors

/// Low-rank terms whose inner coefficients are mixed over layers and matrices.
///
/// SAM-COBOT (arXiv 2311.17112, released code), its low-rank form: the term of slot s is
/// scale · up H diag(λ' + γ) down. Slots are numbered over the layers and, inside of one, over the
/// adapter's matrices. λ' is column s of C S, with the coefficients C [rank, slots] and the
/// relation S [slots, slots] of all slots together; γ [rank] and H are the slot's own. H multiplies
/// by quaternions (the Hamilton product). The form on a bond is our own.
package struct Orchestrated: Adapter {
  /// The relation matrix: learnt, or one of the comparisons that the paper has.
  package enum Relation: String, Sendable, CaseIterable { case learnable, fixed, identity }

  /// What has the coefficients.
  package enum Place: String, Sendable, CaseIterable {
    /// A low-rank term that is added to the whole matrix.
    case weight
    /// The bond on the left of the central tensor.
    case bond
  }

  package static let name = "orchestrated"
  package static let about =
    "low-rank terms with coefficients that are mixed over the layers (SAM-COBOT)"

  package var size = 4
  package var scale: Float = 1
  package var matrices: [MatrixKind] = [.query, .value]
  package var relation = Relation.learnable
  package var hasQuaternions = true
  package var place = Place.weight

  private let hamiltonProducts = KeptResults<Int, Gathering>()

  package static let options: [OptionProperty<Orchestrated>] = [
    .option(
      "rank", \.size, .integer(0...1024),
      "rank of a term, with quaternions a multiple of 4; 0 for no adapter"
    ).settingSize(inStepsOf: 4),
    .option("scale", \.scale, .number(0...1e6), "factor that terms are multiplied by"),
    .option("matrices", \.matrices, .list(.choice), "matrices that have coefficients"),
    .option(
      "relation", \.relation, .choice,
      "the matrix that mixes coefficients: learnt, random and frozen, or a frozen identity"),
    .option(
      "quaternion", \.hasQuaternions, .boolean,
      "whether a term has a layer of quaternions inside; never on a bond"),
    .option(
      "to", \.place, .choice,
      "what has the coefficients: low-rank terms, or the bond on the left of central tensors"),
  ]

  package init() {}

  /// The rank of terms; on a bond there are none, and 1 stands for some adapter.
  package var rank: Int { place == .bond ? min(size, 1) : size }

  package var target: AdapterTarget { place == .bond ? .central : .weight }

  package func problem(in description: ModelDescription) -> String? {
    if let problem = problemOfRepetition { return problem }
    if place == .weight {
      return hasQuaternions && !size.isMultiple(of: 4)
        ? "a layer of quaternions needs a rank that is a multiple of 4, and \(size) is none" : nil
    }
    let bonds = matrices.map { matrix in
      description.factorisation(of: matrix).map { $0.bonds[$0.rows.count / 2] }
    }
    if bonds.contains(nil) { return "'to: bond' needs matrices that are chains, all of them" }
    return Set(bonds).count > 1
      ? "the bonds on the left of the central tensors differ, so coefficients can't be mixed"
      : nil
  }

  package func term(of position: MatrixPosition, rows: Int, columns: Int) -> Recipe {
    let down = Recipe.rowsScaled(
      position.parameter(.adapterDown, [size, columns]),
      by: coefficients(of: position, count: size))
    let inner: Recipe =
      hasQuaternions ? .product(hamiltonProduct(of: position), down) : down
    let product = Recipe.product(position.parameter(.adapterUp, [rows, size]), inner)
    return scale == 1 ? product : .scaled(product, by: scale)
  }

  /// Scales the left bond of a central tensor: C'[p, …] = (λ'[p] + γ[p]) · C[p, …].
  package func adapted(
    _ central: Recipe, of position: MatrixPosition, rows: Int, columns: Int
  ) -> Recipe {
    let left = central.shape[0]
    let matrix = Recipe.reshaped(central, [left, central.shape.dropFirst().reduce(1, *)])
    return .reshaped(
      .rowsScaled(matrix, by: coefficients(of: position, count: left)), central.shape)
  }

  /// Returns λ' + γ of a slot, [count].
  private func coefficients(of position: MatrixPosition, count: Int) -> Recipe {
    let slots = position.layers * matrices.count
    let slot = position.layer * matrices.count + (matrices.firstIndex(of: position.matrix) ?? 0)
    let mixing = position.sharedParameter(.relation(relation, slots: slots), [slots, slots])
    let column = Recipe.gathered(
      mixing, Gathering(indices: (0..<slots).map { Int32($0 * slots + slot) }),
      shape: [slots, 1])
    let shared = position.sharedParameter(.sharedCoefficients(place), [count, slots])
    return .sum(
      .reshaped(.product(shared, column), [count]),
      position.parameter(.ownCoefficients, [count]))
  }

  /// Returns the slot's layer of quaternions, [rank, rank].
  private func hamiltonProduct(of position: MatrixPosition) -> Recipe {
    let quaternions = position.parameter(.quaternions, [4, size / 4, size / 4])
    let gathering = hamiltonProducts.result(for: size) { Self.hamiltonProduct(width: size) }
    return .gathered(quaternions, gathering, shape: [size, size])
  }

  /// Makes the matrix of a Hamilton product, weight times input, of four square matrices r, i, j,
  /// k: [[r, −i, −j, −k], [i, r, −k, j], [j, k, r, −i], [k, −j, i, r]].
  static func hamiltonProduct(width: Int) -> Gathering {
    let side = width / 4
    let signs: [Float] = [1, -1, -1, -1, 1, 1, -1, 1, 1, 1, 1, -1, 1, -1, 1, 1]
    var indices: [Int32] = []
    var factors: [Float] = []
    for row in 0..<4 * side {
      for column in 0..<4 * side {
        let (down, across) = (row / side, column / side)
        // r, i, j and k are numbered so that a block's is its row xor its column.
        let part = down ^ across
        indices.append(Int32((part * side + row % side) * side + column % side))
        factors.append(signs[4 * down + across])
      }
    }
    return Gathering(indices: indices, factors: factors)
  }
}

// Neither diagonals decay nor the relation, which starts as an identity.
extension ParameterSlot.Part {
  /// C: ones as in the released code; on a bond zeros, where γ alone must be the identity.
  fileprivate static func sharedCoefficients(_ place: Orchestrated.Place) -> Self {
    Self("coefficients", .adapters, place == .bond ? .zeros : .ones, decays: false)
  }

  /// γ.
  fileprivate static let ownCoefficients = Self(
    "adapter.coefficients", .adapters, .ones, decays: false)

  /// S. The paper doesn't say how a fixed one is drawn; with this deviation, sums of as many
  /// coefficients as there are slots keep their size.
  fileprivate static func relation(_ relation: Orchestrated.Relation, slots: Int) -> Self {
    let start: Parameter.Start =
      relation == .fixed ? .deviation(1 / Double(max(1, slots)).squareRoot()) : .identity
    return Self("relation", .adapters, start, decays: false, learns: relation == .learnable)
  }

  /// The parts r, i, j and k of H.
  fileprivate static let quaternions = Self("adapter.quaternion", .adapters, .imaginary)
}
