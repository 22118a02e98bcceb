internal import MatrixProduct
internal import Models
internal import Training

/// The factors and largest bonds with which a matrix will be decomposed.
struct PlannedChain: Equatable {
  let factors: FactorShape
  /// Largest dimension of each bond, with the bonds of 1 at both ends.
  let caps: [Int]

  /// The bonds that the chain will have.
  var bonds: [Int] { factors.reachable(caps) }

  var parameterCount: Int { factors.parameterCount(bonds: bonds) }

  var factorisation: ModelDescription.Factorisation {
    ModelDescription.Factorisation(factors: factors, bonds: bonds)
  }
}

extension DecompositionOptions {
  /// Plans the chain of matrices of one size that get the same bonds.
  ///
  /// - Parameter spectra: Schmidt values [matrices, inner bonds, values], where bonds depend on
  ///   them.
  /// - Returns: nil where the matrices stay whole, which is as exact and smaller.
  func chain(_ size: MatrixSize, spectra: [[[Double]]] = []) -> PlannedChain? {
    let factors = factors(size)
    let caps =
      comparableRank(size).map { [1, max(1, $0), 1] }
      ?? rule.bonds(factors, entries: size.count, spectra: spectra)
    let chain = PlannedChain(factors: factors, caps: caps)
    return staysWholeIfSmaller && chain.parameterCount > size.count ? nil : chain
  }

  /// Whether a matrix stays whole where its chain would be larger.
  ///
  /// That is so where bonds follow from an error, and for two factors without truncation, which are
  /// larger than their matrix and than a chain without truncation.
  private var staysWholeIfSmaller: Bool {
    switch rule {
    case .relativeError: true
    case .full: isPlain
    case .cap, .caps, .ratio: false
    }
  }

  /// Computes the highest rank of two factors that are no larger than a chain of several tensors.
  ///
  /// It is nil where there is no such chain to compare with, and 0 where rank 1 is larger already.
  private func comparableRank(_ size: MatrixSize) -> Int? {
    guard isPlain, let rival = rivalSize(size) else { return nil }
    return min(size.rows, size.columns, rival / (size.rows + size.columns))
  }

  /// Computes the number of parameters of the chain that two factors are compared with.
  private func rivalSize(_ size: MatrixSize) -> Int? {
    switch rule {
    case .full, .relativeError, .ratio: return nil
    case .cap, .caps:
      let factors = chainFactors(size)
      return factors.parameterCount(bonds: factors.reachable(rule.bonds(factors)))
    }
  }

  /// Finds the reason why a matrix has no two factors as small as its chain; nil where it has.
  func misfit(_ size: MatrixSize, named name: String) -> Misfit? {
    guard comparableRank(size) == 0, let rival = rivalSize(size) else { return nil }
    return Misfit(
      "two factors of \(name) have \(size.rows + size.columns) numbers at rank 1, but its chain "
        + "has \(rival): no SVD is as small",
      cure: "choose larger bonds, or leave this cell out")
  }

  /// Finds the reason why a matrix of a model's layers has no two factors as small as its chain.
  func misfit(of encoder: EncoderShape) -> Misfit? {
    MatrixKind.allCases.lazy.compactMap { matrix in
      let size = encoder.size(of: matrix)
      return misfit(self.size(rows: size.rows, columns: size.columns), named: matrix.rawValue)
    }.first
  }
}
