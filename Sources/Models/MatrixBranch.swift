/// A branch of a matrix that is a sum of branches, each of which is linear in parameters of its own
/// and has a scale for each row.
package struct MatrixBranch {
  /// The scales, one for each row; of a diagonal, one for each of its entries.
  let scales: ParameterSlot
  /// Whether it has parameters on the main diagonal alone, and not everywhere.
  let isDiagonal: Bool
}

/// A matrix of a layer that is a sum of branches.
package struct BranchedMatrix: Sendable {
  package let matrix: MatrixKind
  /// Name of the matrix in the model without branches; nil where it isn't one parameter there.
  package let name: String?
  package let rows, columns: Int
  /// The branches, each by the name of its scales.
  private let branches: [(scales: String, isDiagonal: Bool)]

  fileprivate init(
    _ matrix: MatrixKind, name: String?, rows: Int, columns: Int,
    branches: [(scales: String, isDiagonal: Bool)]
  ) {
    (self.matrix, self.name) = (matrix, name)
    (self.rows, self.columns) = (rows, columns)
    self.branches = branches
  }

  /// Sums for each entry, [rows, columns], what the scales of the branches that have it contribute:
  /// with s ↦ s² or |s| the multipliers of updates (arXiv 2205.15242, rule of iteration).
  ///
  /// - Parameter contribution: Returns the contribution of a branch with a constant scale.
  package func multipliers(
    in bank: ParameterBank, _ contribution: (Float) -> Float
  ) -> [Float] {
    var sums = [Float](repeating: 0, count: rows * columns)
    for branch in branches {
      guard let scales = bank[branch.scales] else {
        preconditionFailure("no parameter is named \(branch.scales)")
      }
      for (row, scale) in scales.enumerated() {
        let first = row * columns + (branch.isDiagonal ? row : 0)
        for entry in first..<first + (branch.isDiagonal ? 1 : columns) {
          sums[entry] += contribution(scale)
        }
      }
    }
    return sums
  }
}

extension ModelDescription {
  /// The matrices that are sums of branches, layer by layer; none without an adapter that makes
  /// them so.
  package var branchedMatrices: [BranchedMatrix] {
    guard let adapter else { return [] }
    var plain = self
    plain.adapter = nil
    let (own, plainSlots) = (SlotTable(self), SlotTable(plain))
    return (0..<encoder.layers).flatMap { layer in
      adapter.matrices.compactMap { matrix -> BranchedMatrix? in
        let branches = adapter.branches(of: MatrixPosition(matrix, layer: layer, in: self))
        guard !branches.isEmpty else { return nil }
        let recipe = plainSlots.recipe(of: matrix, layer: layer)
        let size = encoder.size(of: matrix)
        return BranchedMatrix(
          matrix, name: recipe.isParameter ? plainSlots.name(of: recipe.parameters[0].slot) : nil,
          rows: size.rows, columns: size.columns,
          branches: branches.map {
            (scales: own.name(of: $0.scales), isDiagonal: $0.isDiagonal)
          })
      }
    }
  }

  /// What keeps multipliers of updates from being made of the scales of branches; nil for nothing.
  ///
  /// Each matrix must be one parameter of its own: where layers share it, or it is made of several,
  /// no multipliers stand for its branches.
  package var problemOfBranches: String? {
    if experts != nil { return "has experts, whose matrices have no multipliers of their own" }
    let matrices = branchedMatrices
    guard !matrices.isEmpty else { return "has no matrix that is a sum of branches" }
    var names: Set<String> = []
    for matrix in matrices {
      guard let name = matrix.name, names.insert(name).inserted else {
        return "holds the matrix '\(matrix.matrix.rawValue)' by '\(sharing.name)', so that it is "
          + "not one parameter of each layer's own"
      }
    }
    return nil
  }
}
