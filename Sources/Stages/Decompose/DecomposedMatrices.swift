internal import Glibc
internal import MatrixProduct
internal import Models
internal import Pipeline
internal import Statistics

/// All matrices of a donor's layers, decomposed, and the figures of that.
struct DecomposedMatrices {
  /// A matrix to decompose; those of one key get the same bonds.
  private struct Place {
    let key: String
    let name: String
    let rows: Int
    let columns: Int
  }

  private let donor: StoredModel
  private let options: DecompositionOptions
  private let threads: Int
  private let places: [Place]
  /// At full bonds, by place: their spectra are Schmidt values.
  private var exact: [Decomposition] = []
  private var results: [Decomposition] = []
  private var bonds: [String: [Int]] = [:]

  /// - Parameter embeddings: Whether the word embeddings are decomposed, too.
  init(
    _ donor: StoredModel, options: DecompositionOptions, embeddings: Bool, threads: Int,
    reporter: any StageReporter
  ) throws {
    self.donor = donor
    self.options = options
    self.threads = threads
    places = Self.places(donor.description, options, embeddings: embeddings)
    let full = bonds { options.factors(rows: $0[0].rows, columns: $0[0].columns).fullBonds }
    exact = try decomposed(full, done: 0, reporter)
    let spectra = Dictionary(
      zip(places.map(\.name), exact.map(\.spectra)), uniquingKeysWith: { first, _ in first })
    bonds = bonds { alike in
      options.bonds(
        rows: alike[0].rows, columns: alike[0].columns,
        spectra: alike.compactMap { spectra[$0.name] })
    }
    results = bonds == full ? exact : try decomposed(bonds, done: places.count, reporter)
  }

  private static func places(
    _ description: ModelDescription, _ options: DecompositionOptions, embeddings: Bool
  ) -> [Place] {
    let encoder = description.encoder
    return description.decomposable().compactMap { key, name in
      if let matrix = MatrixKind(rawValue: key) {
        let size = encoder.size(of: matrix)
        return Place(key: key, name: name, rows: size.rows, columns: size.columns)
      }
      return embeddings
        ? Place(
          key: key, name: name, rows: options.paddedRows(encoder.vocabulary),
          columns: encoder.embedding) : nil
    }
  }

  /// By key, from the places that have it.
  private func bonds(_ rule: ([Place]) -> [Int]) -> [String: [Int]] {
    Dictionary(grouping: places, by: \.key).mapValues(rule)
  }

  var factorisations: [String: ModelDescription.Factorisation] {
    Dictionary(
      zip(places, results).map { place, result in
        let chain = result.chain
        return (
          place.key,
          ModelDescription.Factorisation(factors: chain.factors, bonds: chain.bonds)
        )
      }, uniquingKeysWith: { first, _ in first })
  }

  var operators: [String: MatrixProductOperator] {
    Dictionary(uniqueKeysWithValues: zip(places, results).map { ($0.name, $1.chain) })
  }

  private func factors(_ place: Place) -> FactorShape {
    options.factors(rows: place.rows, columns: place.columns)
  }

  /// The donor's values, with rows of zeros where the place is larger.
  private func values(_ place: Place) -> [Float] {
    let values = donor.bank[place.name] ?? []
    return values + [Float](repeating: 0, count: place.rows * place.columns - values.count)
  }

  /// As many at a time as there are threads, so that a stop is heard and memory stays small.
  private func decomposed(
    _ bonds: [String: [Int]], done: Int, _ reporter: any StageReporter
  ) throws -> [Decomposition] {
    var found: [Decomposition] = []
    while found.count < places.count {
      if reporter.shouldStop { throw StageStopped() }
      reporter.progress(
        StageProgress(
          step: done + found.count, steps: 2 * places.count,
          note: places[found.count].key))
      let batch = places[found.count...].prefix(max(1, threads))
      found += decomposed(Array(batch), bonds)
    }
    return found
  }

  private func decomposed(
    _ batch: [Place], _ bonds: [String: [Int]]
  ) -> [Decomposition] {
    let requests = batch.map { place in
      let factors = factors(place)
      return DecompositionRequest(
        values(place), factors: factors,
        bonds: bonds[place.key] ?? factors.fullBonds)
    }
    return decompose(
      requests, truncation: options.truncation, gauge: options.gauge, threads: threads)
  }
}

extension DecomposedMatrices {
  /// Of all matrices together, then of each.
  var figures: [Metric] {
    let size = results.reduce(0) { $0 + $1.chain.parameterCount }
    let dense = places.reduce(0) { $0 + $1.rows * $1.columns }
    return [
      Metric(.error, together(results.map(\.relativeError))),
      Metric(.bound, together(results.indices.map(bound))),
      Metric(.chainParameters, Double(size)),
      Metric(.ratio, Double(size) / Double(dense)),
      Metric(.entropyShare, meanEntropyShare(exact)),
    ] + results.indices.flatMap(figures(ofPlace:))
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
      let factors = factors(place)
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
    let result = results[index]
    let full = exact[index]
    return [
      Metric(.matrixError, of: [name], result.relativeError),
      Metric(.matrixBound, of: [name], bound(index)),
      Metric(.matrixReconstructionError, of: [name], reconstructionError(index)),
      Metric(.matrixParameters, of: [name], Double(result.chain.parameterCount)),
    ]
      + full.spectra.indices.flatMap { k in
        [
          Metric(.matrixBond, of: [name, "\(k + 1)"], Double(result.chain.bonds[k + 1])),
          Metric(.matrixEntropy, of: [name, "\(k + 1)"], full.entropies[k]),
          Metric(
            .matrixDropped, of: [name, "\(k + 1)"],
            result.norm == 0 ? 0 : result.dropped[k] / result.norm),
        ]
      }
  }

  private func bound(_ index: Int) -> Double {
    Decomposition.relativeErrorBound(
      spectra: exact[index].spectra, bonds: results[index].chain.bonds)
  }

  /// Of the stored single-precision tensors, contracted.
  private func reconstructionError(_ index: Int) -> Double {
    let values = values(places[index])
    let squares = zip(results[index].chain.contracted(), values).reduce(0.0) {
      $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
    }
    return results[index].norm == 0 ? 0 : squares.squareRoot() / results[index].norm
  }

  /// Relative errors of the matrices as one of the model: √Σ‖W - Ŵ‖² over √Σ‖W‖².
  private func together(_ errors: [Double]) -> Double {
    let norms = results.map { $0.norm * $0.norm }
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
