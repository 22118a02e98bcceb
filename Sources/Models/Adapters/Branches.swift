package import Options

/// Holds matrices as sums of branches whose rows are scaled: W' = diag(s) W + diag(t ∘ d).
///
/// The branched form in which RepOptimizers search multipliers of updates (arXiv 2205.15242,
/// section 3: constant-scale linear addition): W is what the matrix is without the adapter, d a
/// trained diagonal that starts at 0, s and t are scales of rows, which learn unless they are
/// frozen. The paper's branches are convolutions of 3 × 3 and 1 × 1 and a fixed identity; a full
/// matrix and a trained diagonal in their place are our reading for matrices.
///
/// W and d decay like any matrix and scales don't, as the equivalence needs.
package struct Branches: Adapter {
  /// The start of the scales.
  package enum ScaleStart: String, Sendable, CaseIterable {
    /// 1, which keeps a donor's function.
    case ones
    /// √(2 / l) for layer l, counted from 1, as in the paper for trained branches; for fresh
    /// models.
    case depth
  }

  package static let name = "branches"
  package static let about =
    "a matrix with scaled rows plus a scaled diagonal, to search multipliers (RepOptimizers)"

  package var matrices = MatrixKind.allCases
  package var scaleStart = ScaleStart.ones

  /// Names of the parts s and t.
  private static let matrixScale = "adapter.scale"
  private static let diagonalScale = "adapter.diagonal.scale"

  package static let options: [OptionProperty<Branches>] = [
    .option("matrices", \.matrices, .list(.choice), "matrices that are sums of branches"),
    .option(
      "scales", \.scaleStart, .choice,
      "start of scales: 1, or the root of 2/layer, which changes what a donor computes"),
  ]

  package init() {}

  /// There is no term of low rank, and 1 stands for some adapter.
  package var rank: Int { 1 }

  package func problem(in description: ModelDescription) -> String? {
    problemOfRepetition
  }

  package func term(of position: MatrixPosition, rows: Int, columns: Int) -> Recipe {
    preconditionFailure("branches change a whole matrix, and have no term")
  }

  package func adapted(_ matrix: Recipe, of position: MatrixPosition) -> Recipe {
    let length = min(position.rows, position.columns)
    let diagonal = Recipe.rowsScaled(
      .reshaped(position.parameter(.branchDiagonal, [length]), [length, 1]),
      by: position.parameter(scale(Self.diagonalScale, position), [length]))
    let scaled = Recipe.rowsScaled(
      matrix, by: position.parameter(scale(Self.matrixScale, position), [position.rows]))
    return .diagonalAdded(.reshaped(diagonal, [length]), to: scaled)
  }

  package func branches(of position: MatrixPosition) -> [MatrixBranch] {
    [
      MatrixBranch(scales: slot(Self.matrixScale, position), isDiagonal: false),
      MatrixBranch(scales: slot(Self.diagonalScale, position), isDiagonal: true),
    ]
  }

  private func slot(_ name: String, _ position: MatrixPosition) -> ParameterSlot {
    ParameterSlot(
      layer: position.layer, site: .matrix(position.matrix), part: scale(name, position))
  }

  private func scale(_ name: String, _ position: MatrixPosition) -> ParameterSlot.Part {
    let start: Parameter.Start =
      switch scaleStart {
      case .ones: .ones
      case .depth: .constant(Float((2 / Double(position.layer + 1)).squareRoot()))
      }
    return ParameterSlot.Part(name, .adapters, start, decays: false)
  }
}

extension ParameterSlot.Part {
  /// d, which decays as W does.
  fileprivate static let branchDiagonal = Self("adapter.diagonal", .adapters, .zeros)
}
