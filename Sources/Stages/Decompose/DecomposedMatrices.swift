internal import Glibc
internal import MatrixProduct
internal import Models
internal import Pipeline
internal import Statistics
internal import Training

/// The decompositions of all matrices of a donor's layers, and their metrics.
struct DecomposedMatrices {
  /// A matrix to decompose; matrices of one key get the same bonds.
  private struct DonorMatrix {
    let key: String
    let name: String
    let size: MatrixSize
  }

  private let donor: StoredModel
  private let options: DecompositionOptions
  private let threads: Int
  private let matrices: [DonorMatrix]
  /// The decompositions at full bonds, by index of the matrix; their spectra are Schmidt values.
  private var exact: [Decomposition] = []
  /// The planned chains by key; matrices that stay whole have none.
  private var chains: [String: PlannedChain] = [:]
  /// The decompositions with planned bonds, by index of the matrix; nil where one stays whole.
  private var results: [Decomposition?] = []

  /// Decomposes the matrices of a donor.
  ///
  /// - Parameter embeddings: Whether the word embeddings are decomposed, too.
  /// - Throws: ``StageError`` where a matrix can't be held as small as the options say, and
  ///   `StageStopped`.
  init(
    _ donor: StoredModel, options: DecompositionOptions, embeddings: Bool, threads: Int,
    reporter: any StageReporter
  ) throws {
    self.donor = donor
    self.options = options
    self.threads = threads
    matrices = Self.matrices(donor.description, options, embeddings: embeddings)
    for matrix in matrices {
      if let misfit = options.misfit(matrix.size, named: matrix.name) {
        throw StageError(misfit.description)
      }
    }
    exact = try decomposed(matrices.indices.map { fullBonds($0) }, done: 0, reporter).compactMap {
      $0
    }
    chains = Dictionary(grouping: matrices.indices, by: { matrices[$0].key }).compactMapValues {
      options.chain(matrices[$0[0]].size, spectra: $0.map { exact[$0].spectra })
    }
    results = try decomposed(
      matrices.map { chains[$0.key]?.caps }, done: matrices.count, reporter)
  }

  private static func matrices(
    _ description: ModelDescription, _ options: DecompositionOptions, embeddings: Bool
  ) -> [DonorMatrix] {
    let encoder = description.encoder
    return description.decomposable().compactMap { key, name in
      if let matrix = MatrixKind(rawValue: key) {
        let size = encoder.size(of: matrix)
        return DonorMatrix(
          key: key, name: name, size: options.size(rows: size.rows, columns: size.columns))
      }
      let size = options.size(ofTable: encoder.vocabulary, columns: encoder.embedding)
      return embeddings ? DonorMatrix(key: key, name: name, size: size) : nil
    }
  }

  var factorisations: [String: ModelDescription.Factorisation] {
    chains.mapValues(\.factorisation)
  }

  var operators: [String: MatrixProductOperator] {
    Dictionary(
      uniqueKeysWithValues: zip(matrices, results).compactMap { matrix, result in
        result.map { (matrix.name, $0.chain) }
      })
  }

  private func fullBonds(_ index: Int) -> [Int] { options.factors(matrices[index].size).fullBonds }

  /// Reads the donor's values of a matrix, with rows of zeros where its factors have more rows.
  private func values(_ matrix: DonorMatrix) -> [Float] {
    let values = donor.bank[matrix.name] ?? []
    let factors = options.factors(matrix.size)
    return values
      + [Float](repeating: 0, count: factors.rowCount * factors.columnCount - values.count)
  }

  /// Decomposes every matrix that has bonds.
  ///
  /// It takes as many matrices at a time as there are threads, so that it can be stopped in between
  /// and memory stays small.
  private func decomposed(
    _ bonds: [[Int]?], done: Int, _ reporter: any StageReporter
  ) throws -> [Decomposition?] {
    var found: [Decomposition?] = []
    while found.count < matrices.count {
      if reporter.shouldStop { throw StageStopped() }
      reporter.progress(
        StageProgress(
          step: done + found.count, steps: 2 * matrices.count, note: matrices[found.count].key))
      found += decomposed(Array(matrices.indices[found.count...].prefix(max(1, threads))), bonds)
    }
    return found
  }

  private func decomposed(_ batch: [Int], _ bonds: [[Int]?]) -> [Decomposition?] {
    let chosen = batch.filter { bonds[$0] != nil && !isKnown($0, bonds) }
    let requests = chosen.map { index in
      DecompositionRequest(
        values(matrices[index]), factors: options.factors(matrices[index].size),
        bonds: bonds[index] ?? [])
    }
    let made = decompose(
      requests, truncation: options.truncation, gauge: options.gauge, threads: threads)
    let results = Dictionary(uniqueKeysWithValues: zip(chosen, made))
    return batch.map { isKnown($0, bonds) ? exact[$0] : results[$0] }
  }

  /// Whether the wanted bonds are the full ones, at which the matrix is decomposed already.
  private func isKnown(_ index: Int, _ bonds: [[Int]?]) -> Bool {
    exact.indices.contains(index) && bonds[index] == fullBonds(index)
  }
}

extension DecomposedMatrices {
  /// The metrics of all matrices together, then of each.
  var metrics: [Metric] {
    let size = matrices.indices.reduce(0) { $0 + parameterCount($1) }
    let dense = matrices.reduce(0) { $0 + $1.size.count }
    return [
      Metric(.error, together(matrices.indices.map(error))),
      Metric(.bound, together(matrices.indices.map(bound))),
      Metric(.chainParameters, Double(size)),
      Metric(.ratio, Double(size) / Double(dense)),
      Metric(.entropyShare, meanEntropyShare(exact)),
    ] + matrices.indices.flatMap(metrics(ofMatrix:))
  }

  /// The Schmidt values of every matrix at every inner bond, each bond as a curve.
  var spectra: [Metric] {
    zip(matrices, exact).flatMap { matrix, full in
      full.spectra.enumerated().flatMap { bond, values in
        values.enumerated().map {
          Metric(.matrixSchmidt, of: [matrix.name, "\(bond + 1)"], $0.element, step: $0.offset + 1)
        }
      }
    }
  }

  /// Computes the mean share of the largest possible entropy for random matrices.
  ///
  /// Each shape has one matrix of independent normal draws.
  func randomEntropyShare() -> Double {
    var known: [FactorShape: Decomposition] = [:]
    let random = matrices.map { matrix -> Decomposition in
      let factors = options.factors(matrix.size)
      if let found = known[factors] { return found }
      var draws = SeededGenerator(seed: 1, stream: "\(factors.rows) by \(factors.columns)")
      let values = draws.truncatedNormals(factors.rowCount * factors.columnCount, deviation: 1)
      let found = decompose(values, factors: factors, bonds: factors.fullBonds, gauge: .left)
      known[factors] = found
      return found
    }
    return meanEntropyShare(random)
  }

  private func metrics(ofMatrix index: Int) -> [Metric] {
    let name = matrices[index].name
    let entropies = exact[index].entropies.enumerated().map { bond, entropy in
      Metric(.matrixEntropy, of: [name, "\(bond + 1)"], entropy)
    }
    return [
      Metric(.matrixError, of: [name], error(index)),
      Metric(.matrixBound, of: [name], bound(index)),
      Metric(.matrixReconstructionError, of: [name], reconstructionError(index)),
      Metric(.matrixParameters, of: [name], Double(parameterCount(index))),
    ] + entropies + bondMetrics(index)
  }

  /// Makes the metrics of every inner bond of a matrix; none where it stays whole.
  private func bondMetrics(_ index: Int) -> [Metric] {
    guard let result = results[index] else { return [] }
    let name = matrices[index].name
    return result.dropped.indices.flatMap { k in
      [
        Metric(.matrixBond, of: [name, "\(k + 1)"], Double(result.chain.bonds[k + 1])),
        Metric(
          .matrixDropped, of: [name, "\(k + 1)"],
          result.norm == 0 ? 0 : result.dropped[k] / result.norm),
      ]
    }
  }

  private func parameterCount(_ index: Int) -> Int {
    results[index]?.chain.parameterCount ?? matrices[index].size.count
  }

  private func error(_ index: Int) -> Double { results[index]?.relativeError ?? 0 }

  private func bound(_ index: Int) -> Double {
    chains[matrices[index].key].map {
      Decomposition.relativeErrorBound(spectra: exact[index].spectra, bonds: $0.caps)
    } ?? 0
  }

  /// Computes the relative error of a matrix that is contracted from its single-precision tensors.
  private func reconstructionError(_ index: Int) -> Double {
    guard let result = results[index], result.norm > 0 else { return 0 }
    let squares = zip(result.chain.contracted(), values(matrices[index])).reduce(0.0) {
      $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
    }
    return squares.squareRoot() / result.norm
  }

  /// Combines relative errors of matrices into one of the model: √Σ‖W - Ŵ‖² over √Σ‖W‖².
  private func together(_ errors: [Double]) -> Double {
    let norms = exact.map { $0.norm * $0.norm }
    let (error, norm) = (
      zip(errors, norms).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }, norms.reduce(0, +)
    )
    return norm == 0 ? 0 : (error / norm).squareRoot()
  }

  /// Averages the entropy, divided by the logarithm of the full bond, over matrices and inner
  /// bonds.
  private func meanEntropyShare(_ decompositions: [Decomposition]) -> Double {
    let shares = decompositions.flatMap { found in
      zip(found.entropies, found.chain.factors.fullBonds.dropFirst()).compactMap {
        entropy, bond in bond > 1 ? entropy / log(Double(bond)) : nil
      }
    }
    return shares.isEmpty ? 0 : mean(shares)
  }
}
