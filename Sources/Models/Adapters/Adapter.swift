package import Options

/// A small term that is added to matrices, made of parts that are each matrix's own or that all
/// have in common.
///
/// What it is made of, its recipe says; counts, gradients, files and export follow from that.
package protocol Adapter: NamedOptionSet {
  /// The matrices that have a term.
  var matrices: [MatrixKind] { get }

  /// What the term is added to.
  var target: AdapterTarget { get }

  /// Highest rank of a term, which must not be above that of the matrix it is added to; 0 for no
  /// adapter at all.
  var rank: Int { get }

  /// Returns what is wrong with the adapter for a model, such as a matrix whose size it can't have;
  /// nil where nothing is. The rank is checked elsewhere.
  func problem(in description: ModelDescription) -> String?

  /// Returns the term for a matrix, or for a central tensor seen as a matrix.
  func term(of position: MatrixPosition, rows: Int, columns: Int) -> Recipe

  /// Returns a whole matrix with its term, or changed in a way of the adapter's own, where the
  /// adapter's ``target`` is whole matrices.
  func adapted(_ matrix: Recipe, of position: MatrixPosition) -> Recipe

  /// Returns a central tensor with its term, or changed in a way of the adapter's own, where the
  /// adapter's ``target`` is central tensors.
  ///
  /// - Parameters:
  ///   - rows: The tensor's left bond times its row factor.
  ///   - columns: Its column factor times its right bond.
  func adapted(
    _ central: Recipe, of position: MatrixPosition, rows: Int, columns: Int
  ) -> Recipe

  /// Returns the branches whose sum the adapter makes of a matrix; none for a term, and where the
  /// sum isn't linear in the parameters of each branch.
  func branches(of position: MatrixPosition) -> [MatrixBranch]

  /// Whether a term can start as the best approximation of a given matrix.
  static var fitsResiduals: Bool { get }

  /// Returns the parts of the term that is nearest to a matrix [rows, columns], by their roles.
  func fitted(
    to residual: [Double], rows: Int, columns: Int
  ) -> [ParameterSlot.Part: [Float]]
}

extension Adapter {
  package var target: AdapterTarget { .weight }
  package func problem(in description: ModelDescription) -> String? { nil }

  /// The matrix with its term.
  package func adapted(_ matrix: Recipe, of position: MatrixPosition) -> Recipe {
    .sum(matrix, term(of: position, rows: position.rows, columns: position.columns))
  }

  /// The tensor with its term.
  package func adapted(
    _ central: Recipe, of position: MatrixPosition, rows: Int, columns: Int
  ) -> Recipe {
    let term = self.term(of: position, rows: rows, columns: columns)
    return .sum(central, .reshaped(term, central.shape))
  }

  package func branches(of position: MatrixPosition) -> [MatrixBranch] { [] }

  /// The problem that ``matrices`` names one of them twice, for adapters that count their terms;
  /// nil where it doesn't.
  var problemOfRepetition: String? {
    Set(matrices).count < matrices.count ? "'matrices' has a matrix twice" : nil
  }

  package static var fitsResiduals: Bool { false }

  package func fitted(
    to residual: [Double], rows: Int, columns: Int
  ) -> [ParameterSlot.Part: [Float]] { [:] }

  /// The name in a spec.
  package var name: String { Self.name }
}

/// The matrix or tensor that an adapter's term is added to.
package enum AdapterTarget: String, Sendable, CaseIterable {
  /// The whole matrix, as MPOBERT does.
  case weight
  /// The central tensor, seen as a matrix of its left bond and row factor by its column factor
  /// and right bond.
  case central
}
