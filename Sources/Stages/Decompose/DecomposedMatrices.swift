internal import Glibc
internal import MatrixProduct
internal import Models
internal import Pipeline
internal import Statistics
internal import Training

/// All matrices of a donor's layers, decomposed, and the figures of that.
struct DecomposedMatrices {
  /// A matrix to decompose; those of one key get the same bonds.
  private struct Place {
    let key: String
    let name: String
    let size: MatrixSize
  }

  private let donor: StoredModel
  private let options: DecompositionOptions
  private let threads: Int
  private let places: [Place]
  /// At full bonds, by place: their spectra are Schmidt values.
  private var exact: [Decomposition] = []
  /// By key; none for matrices that stay whole.
  private var chains: [String: PlannedChain] = [:]
  /// By place; nil for a matrix that stays whole.
  private var results: [Decomposition?] = []

  /// - Parameter embeddings: Whether the word embeddings are decomposed, too.
  /// - Throws: ``StageError`` where a matrix can't be held as small as the options say.
  init(
    _ donor: StoredModel, options: DecompositionOptions, embeddings: Bool, threads: Int,
    reporter: any StageReporter
  ) throws {
    self.donor = donor
    self.options = options
    self.threads = threads
    places = Self.places(donor.description, options, embeddings: embeddings)
    for place in places {
      if let misfit = options.misfit(place.size, named: place.name) {
        throw StageError(misfit.description)
      }
    }
    exact = try decomposed(places.indices.map { fullBonds($0) }, done: 0, reporter).compactMap {
      $0
    }
    chains = Dictionary(grouping: places.indices, by: { places[$0].key }).compactMapValues {
      options.chain(places[$0[0]].size, spectra: $0.map { exact[$0].spectra })
    }
    results = try decomposed(
      places.map { chains[$0.key]?.caps }, done: places.count, reporter)
  }

  private static func places(
    _ description: ModelDescription, _ options: DecompositionOptions, embeddings: Bool
  ) -> [Place] {
    let encoder = description.encoder
    return description.decomposable().compactMap { key, name in
      if let matrix = MatrixKind(rawValue: key) {
        let size = encoder.size(of: matrix)
        return Place(
          key: key, name: name, size: options.size(rows: size.rows, columns: size.columns))
      }
      let size = options.size(ofTable: encoder.vocabulary, columns: encoder.embedding)
      return embeddings ? Place(key: key, name: name, size: size) : nil
    }
  }

  var factorisations: [String: ModelDescription.Factorisation] {
    chains.mapValues(\.factorisation)
  }

  var operators: [String: MatrixProductOperator] {
    Dictionary(
      uniqueKeysWithValues: zip(places, results).compactMap { place, result in
        result.map { (place.name, $0.chain) }
      })
  }

  private func fullBonds(_ index: Int) -> [Int] { options.factors(places[index].size).fullBonds }

  /// The donor's values, with rows of zeros where the factors' are more.
  private func values(_ place: Place) -> [Float] {
    let values = donor.bank[place.name] ?? []
    let factors = options.factors(place.size)
    return values
      + [Float](repeating: 0, count: factors.rowCount * factors.columnCount - values.count)
  }

  /// Decomposes every matrix that has bonds; as many at a time as there are threads, so that a stop
  /// is heard and memory stays small.
  private func decomposed(
    _ bonds: [[Int]?], done: Int, _ reporter: any StageReporter
  ) throws -> [Decomposition?] {
    var found: [Decomposition?] = []
    while found.count < places.count {
      if reporter.shouldStop { throw StageStopped() }
      reporter.progress(
        StageProgress(
          step: done + found.count, steps: 2 * places.count, note: places[found.count].key))
      found += decomposed(Array(places.indices[found.count...].prefix(max(1, threads))), bonds)
    }
    return found
  }

  private func decomposed(_ batch: [Int], _ bonds: [[Int]?]) -> [Decomposition?] {
    let chosen = batch.filter { bonds[$0] != nil && !isKnown($0, bonds) }
    let requests = chosen.map { index in
      DecompositionRequest(
        values(places[index]), factors: options.factors(places[index].size),
        bonds: bonds[index] ?? [])
    }
    let made = decompose(
      requests, truncation: options.truncation, gauge: options.gauge, threads: threads)
    let results = Dictionary(uniqueKeysWithValues: zip(chosen, made))
    return batch.map { isKnown($0, bonds) ? exact[$0] : results[$0] }
  }

  /// Whether the decomposition at full bonds is what is asked for.
  private func isKnown(_ index: Int, _ bonds: [[Int]?]) -> Bool {
    exact.indices.contains(index) && bonds[index] == fullBonds(index)
  }
}

extension DecomposedMatrices {
  /// Of all matrices together, then of each.
  var figures: [Metric] {
    let size = places.indices.reduce(0) { $0 + parameterCount($1) }
    let dense = places.reduce(0) { $0 + $1.size.count }
    return [
      Metric(.error, together(places.indices.map(error))),
      Metric(.bound, together(places.indices.map(bound))),
      Metric(.chainParameters, Double(size)),
      Metric(.ratio, Double(size) / Double(dense)),
      Metric(.entropyShare, meanEntropyShare(exact)),
    ] + places.indices.flatMap(figures(ofPlace:))
  }

  /// The Schmidt values of every matrix at every inner bond, a curve each.
  var spectra: [Metric] {
    zip(places, exact).flatMap { place, full in
      full.spectra.enumerated().flatMap { bond, values in
        values.enumerated().map {
          Metric(.matrixSchmidt, of: [place.name, "\(bond + 1)"], $0.element, step: $0.offset + 1)
        }
      }
    }
  }

  /// The entropy over its maximum of matrices of independent normal draws, one of each shape.
  func randomEntropyShare() -> Double {
    var known: [FactorShape: Decomposition] = [:]
    let random = places.map { place -> Decomposition in
      let factors = options.factors(place.size)
      if let found = known[factors] { return found }
      var draws = SeededGenerator(seed: 1, stream: "\(factors.rows) by \(factors.columns)")
      let values = draws.truncatedNormals(factors.rowCount * factors.columnCount, deviation: 1)
      let found = decompose(values, factors: factors, bonds: factors.fullBonds, gauge: .left)
      known[factors] = found
      return found
    }
    return meanEntropyShare(random)
  }

  private func figures(ofPlace index: Int) -> [Metric] {
    let name = places[index].name
    let entropies = exact[index].entropies.enumerated().map { bond, entropy in
      Metric(.matrixEntropy, of: [name, "\(bond + 1)"], entropy)
    }
    return [
      Metric(.matrixError, of: [name], error(index)),
      Metric(.matrixBound, of: [name], bound(index)),
      Metric(.matrixReconstructionError, of: [name], reconstructionError(index)),
      Metric(.matrixParameters, of: [name], Double(parameterCount(index))),
    ] + entropies + bondFigures(index)
  }

  /// Of every inner bond; none of a matrix that stays whole.
  private func bondFigures(_ index: Int) -> [Metric] {
    guard let result = results[index] else { return [] }
    let name = places[index].name
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
    results[index]?.chain.parameterCount ?? places[index].size.count
  }

  private func error(_ index: Int) -> Double { results[index]?.relativeError ?? 0 }

  private func bound(_ index: Int) -> Double {
    chains[places[index].key].map {
      Decomposition.relativeErrorBound(spectra: exact[index].spectra, bonds: $0.caps)
    } ?? 0
  }

  /// Of the stored single-precision tensors, contracted.
  private func reconstructionError(_ index: Int) -> Double {
    guard let result = results[index], result.norm > 0 else { return 0 }
    let squares = zip(result.chain.contracted(), values(places[index])).reduce(0.0) {
      $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
    }
    return squares.squareRoot() / result.norm
  }

  /// Relative errors of the matrices as one of the model: √Σ‖W - Ŵ‖² over √Σ‖W‖².
  private func together(_ errors: [Double]) -> Double {
    let norms = exact.map { $0.norm * $0.norm }
    let (error, norm) = (
      zip(errors, norms).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }, norms.reduce(0, +)
    )
    return norm == 0 ? 0 : (error / norm).squareRoot()
  }

  /// The mean over matrices and inner bonds of the entropy over the logarithm of the full bond.
  private func meanEntropyShare(_ decompositions: [Decomposition]) -> Double {
    let shares = decompositions.flatMap { found in
      zip(found.entropies, found.chain.factors.fullBonds.dropFirst()).compactMap {
        entropy, bond in bond > 1 ? entropy / log(Double(bond)) : nil
      }
    }
    return shares.isEmpty ? 0 : mean(shares)
  }
}
