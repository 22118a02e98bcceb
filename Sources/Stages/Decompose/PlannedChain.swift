internal import MatrixProduct
internal import Models
internal import Training

/// How a matrix is to be decomposed.
struct PlannedChain: Equatable {
  let factors: FactorShape
  /// The largest of each bond, both ends included.
  let caps: [Int]

  /// What the chain will have of them.
  var bonds: [Int] { factors.reachable(caps) }

  var parameterCount: Int { factors.parameterCount(bonds: bonds) }

  var factorisation: ModelDescription.Factorisation {
    ModelDescription.Factorisation(factors: factors, bonds: bonds)
  }
}

extension DecompositionOptions {
  /// How matrices of one size are to be decomposed that are to have the same bonds; nil where they
  /// stay whole, which is as exact and smaller.
  ///
  /// - Parameter spectra: Of each matrix, the Schmidt values at each inner bond, where bonds depend
  ///   on them.
  func chain(_ size: MatrixSize, spectra: [[[Double]]] = []) -> PlannedChain? {
    let factors = factors(size)
    let caps =
      leastRank(size).map { [1, max(1, $0), 1] }
      ?? rule.bonds(factors, entries: size.count, spectra: spectra)
    let chain = PlannedChain(factors: factors, caps: caps)
    return staysWholeIfSmaller && chain.parameterCount > size.count ? nil : chain
  }

  /// Whether exactness is what counts: by error, and for two factors that keep everything, which
  /// are larger than their matrix and than a chain that keeps everything.
  private var staysWholeIfSmaller: Bool {
    switch rule {
    case .relativeError: true
    case .full: isPlain
    case .cap, .caps, .ratio: false
    }
  }

  /// The rank of two factors that are to be no larger than a chain of several tensors; nil where
  /// there is no such chain to go by. 0 where rank 1 is larger.
  private func leastRank(_ size: MatrixSize) -> Int? {
    guard isPlain, let rival = rivalSize(size) else { return nil }
    return min(size.rows, size.columns, rival / (size.rows + size.columns))
  }

  /// The numbers of the chain beside which two factors stand.
  private func rivalSize(_ size: MatrixSize) -> Int? {
    switch rule {
    case .full, .relativeError, .ratio: return nil
    case .cap, .caps:
      let factors = chainFactors(size)
      return factors.parameterCount(bonds: factors.reachable(rule.bonds(factors)))
    }
  }

  /// Why a matrix has no two factors as small as its chain; nil where it has.
  func misfit(_ size: MatrixSize, named name: String) -> Misfit? {
    guard leastRank(size) == 0, let rival = rivalSize(size) else { return nil }
    return Misfit(
      "two factors of \(name) have \(size.rows + size.columns) numbers at rank 1, but its chain "
        + "has \(rival): no SVD is as small",
      cure: "choose larger bonds, or leave this cell out")
  }

  /// The same of the matrices of a model's layers.
  func misfit(of encoder: EncoderShape) -> Misfit? {
    MatrixKind.allCases.lazy.compactMap { matrix in
      let size = encoder.size(of: matrix)
      return misfit(self.size(rows: size.rows, columns: size.columns), named: matrix.rawValue)
    }.first
  }
}
