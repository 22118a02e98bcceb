import FoundationEssentials
import MatrixProduct
import TestSupport
import Testing

/// One of the cases of `Tests/Fixtures/strategies` in which four layers get one central tensor.
struct CentralFitCase: Decodable, Sendable {
  /// The errors of a start; those over signs are the bounds that any choice of signs obeys.
  struct First: Decodable, Sendable { let signsAligned, leastOverSigns, mostOverSigns: [Double] }
  struct Mean: Decodable, Sendable {
    let error: Double
    let errorOfLayer: [Double]
  }
  struct Fit: Decodable, Sendable {
    let sweeps: Int
    let error: Double
    let errorOfLayer: [Double]
  }

  let name, donor: String
  let rows, columns: [Int]
  let centreOfFirstLayer: First
  let mean: Mean
  let fit: [Fit]

  private struct Section: Decodable { let cases: [CentralFitCase] }
  private struct Expected: Decodable {
    let section: Section
    enum CodingKeys: String, CodingKey { case section = "mpo-fit" }
  }

  static func load(_ number: Int) throws -> CentralFitCase {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let json = try Data(contentsOf: URL(filePath: fixturePath("strategies/expected.json")))
    return try decoder.decode(Expected.self, from: json).section.cases[number]
  }

  var factors: FactorShape { FactorShape(rows: rows, columns: columns) }

  /// Reads the layers' matrices.
  func matrices() throws -> [[Float]] { try layers("\(donor).matrices") }

  /// Reads the layers' rebuilt matrices after some sweeps.
  func rebuilt(_ sweeps: Int) throws -> [[Float]] { try layers("\(name).rebuilt.\(sweeps)") }

  private func layers(_ tensor: String) throws -> [[Float]] {
    let file = try SafetensorsReader(path: fixturePath("strategies/mpo-fit.safetensors"))
    let (numbers, shape) = try (file.floats(tensor), file.shape(tensor))
    let size = shape[1] * shape[2]
    return (0..<shape[0]).map { Array(numbers[$0 * size..<($0 + 1) * size]) }
  }
}

@Suite("central tensors for layers that differ")
struct CentralFitTests {
  private func squares(_ numbers: [Float]) -> Double {
    numbers.reduce(0) { $0 + Double($1) * Double($1) }
  }

  private func error(_ found: [Float], _ wanted: [Float]) -> Double {
    (squares(zip(found, wanted).map { $0 - $1 }) / squares(wanted)).squareRoot()
  }

  /// Computes the relative error over all layers together.
  private func error(_ chains: [MatrixProductOperator], _ matrices: [[Float]]) -> Double {
    let left = zip(chains, matrices).reduce(0.0) { sum, pair in
      sum + squares(zip(pair.0.contracted(), pair.1).map { $0 - $1 })
    }
    return (left / matrices.reduce(0) { $0 + squares($1) }).squareRoot()
  }

  private func isNear(_ found: Double, _ wanted: Double) -> Bool {
    abs(found - wanted) <= 1e-5 * wanted
  }

  /// Prepares a fit from the chain of the mean, with the central tensor in common.
  private func fit(
    _ matrices: [[Float]], _ factors: FactorShape, bonds: [Int]? = nil, shared: Set<Int>? = nil,
    fixed: Set<Int> = []
  ) -> ChainFit {
    let mean = decomposeMean(
      of: matrices, factors: factors, bonds: bonds ?? factors.fullBonds)
    return ChainFit(
      matrices.map { _ in mean }, to: matrices, shared: shared ?? [factors.count / 2], fixed: fixed)
  }

  @Test("the mean's chain has the reference's errors", arguments: 0..<4)
  func mean(number: Int) throws {
    let tried = try CentralFitCase.load(number)
    let matrices = try tried.matrices()
    let mean = decomposeMean(
      of: matrices, factors: tried.factors, bonds: tried.factors.fullBonds)
    #expect(isNear(error(matrices.map { _ in mean }, matrices), tried.mean.error))
    for (matrix, wanted) in zip(matrices, tried.mean.errorOfLayer) {
      #expect(isNear(error(mean.contracted(), matrix), wanted))
    }
  }

  @Test("sweeps have the reference's errors and matrices, and none is worse", arguments: 0..<4)
  func sweeps(number: Int) throws {
    let tried = try CentralFitCase.load(number)
    let matrices = try tried.matrices()
    var fit = fit(matrices, tried.factors)
    var last = tried.mean.error
    for sweep in 1...200 {
      fit.sweep()
      let chains = fit.chains
      let reached = error(chains, matrices)
      #expect(reached <= last * (1 + 1e-6), "sweep \(sweep)")
      last = reached
      guard let wanted = tried.fit.first(where: { $0.sweeps == sweep }) else { continue }
      #expect(isNear(reached, wanted.error), "sweep \(sweep)")
      let rebuilt = try tried.rebuilt(sweep)
      for layer in matrices.indices {
        let found = chains[layer].contracted()
        #expect(isNear(error(found, matrices[layer]), wanted.errorOfLayer[layer]))
        let largest = rebuilt[layer].map(abs).max() ?? 0
        #expect(
          zip(found, rebuilt[layer]).allSatisfy { abs($0 - $1) <= 1e-5 * largest },
          "sweep \(sweep), layer \(layer)")
      }
    }
    #expect(tried.fit.map(\.sweeps).max() == 200)
  }

  @Test(
    "the first layer's centre is as bad as signs make it, and a fit is better", arguments: 0..<4)
  func first(number: Int) throws {
    let tried = try CentralFitCase.load(number)
    let matrices = try tried.matrices()
    let factors = tried.factors
    let own = matrices.map {
      decompose($0, factors: factors, bonds: factors.fullBonds, gauge: .symmetric).chain
    }
    let naive = own.map { chain in
      var tensors = chain.tensors
      tensors[chain.centre] = own[0].tensors[chain.centre]
      return MatrixProductOperator(factors: factors, bonds: chain.bonds, tensors: tensors)
    }
    for layer in matrices.indices {
      let found = error(naive[layer].contracted(), matrices[layer])
      #expect(found >= tried.centreOfFirstLayer.leastOverSigns[layer] - 1e-5)
      #expect(found <= tried.centreOfFirstLayer.mostOverSigns[layer] + 1e-5)
    }
    var fit = fit(matrices, factors)
    for _ in 0..<5 { fit.sweep() }
    #expect(error(fit.chains, matrices) < error(naive, matrices))
  }

  @Test(
    "with signs as those of the first layer, its centre has the reference's errors",
    arguments: 0..<4)
  func aligned(number: Int) throws {
    let tried = try CentralFitCase.load(number)
    let matrices = try tried.matrices()
    let own = matrices.map {
      decompose($0, factors: tried.factors, bonds: tried.factors.fullBonds, gauge: .symmetric).chain
    }
    let centre = own[0].centre
    for (layer, chain) in own.enumerated() {
      var tensors = chain.tensors
      tensors[centre] = own[0].tensors[centre]
      let before = signs(of: chain, like: own[0], bond: centre)
      for index in tensors[centre - 1].indices {
        tensors[centre - 1][index] *= before[index % before.count]
      }
      let after = signs(of: chain, like: own[0], bond: centre + 1)
      let stride = tensors[centre + 1].count / after.count
      for index in tensors[centre + 1].indices {
        tensors[centre + 1][index] *= after[index / stride]
      }
      let aligned = MatrixProductOperator(
        factors: tried.factors, bonds: chain.bonds, tensors: tensors)
      let found = error(aligned.contracted(), matrices[layer])
      #expect(abs(found - tried.centreOfFirstLayer.signsAligned[layer]) < 1e-5)
    }
  }

  /// Returns for each index of a bond whether what is left of it points the same way in two chains.
  private func signs(
    of chain: MatrixProductOperator, like other: MatrixProductOperator, bond: Int
  ) -> [Float] {
    let (found, wanted) = (left(of: chain, bond: bond), left(of: other, bond: bond))
    let width = chain.bonds[bond]
    return (0..<width).map { column in
      let product = stride(from: column, to: found.count, by: width).reduce(0.0) {
        $0 + found[$1] * wanted[$1]
      }
      return product < 0 ? -1 : 1
    }
  }

  /// Multiplies the tensors on the left of a bond, [all their rows and columns, bond].
  private func left(of chain: MatrixProductOperator, bond: Int) -> [Double] {
    (0..<bond).reduce([1]) { product, index in
      let width = chain.bonds[index]
      let inner = chain.tensors[index].count / width
      return (0..<product.count / width * inner).map { cell in
        let (row, column) = (cell / inner, cell % inner)
        return (0..<width).reduce(0.0) {
          $0 + product[row * width + $1] * Double(chain.tensors[index][$1 * inner + column])
        }
      }
    }
  }

  @Test("no sweep is worse where bonds are cut, whatever is shared or fixed", arguments: [1, 3])
  func cut(number: Int) throws {
    let tried = try CentralFitCase.load(number)
    let (factors, matrices) = try (tried.factors, tried.matrices())
    let centre = factors.count / 2
    let auxiliaries = Set((0..<factors.count).filter { $0 != centre })
    for caps in [factors.bonds(cap: 1), factors.bonds(cap: 2), factors.bonds(cap: 3)] {
      let bonds = factors.reachable(caps)
      let choices: [(shared: Set<Int>, fixed: Set<Int>)] = [
        ([centre], []), (auxiliaries, []), ([centre], [centre]),
      ]
      for (shared, fixed) in choices {
        var fit = fit(matrices, factors, bonds: bonds, shared: shared, fixed: fixed)
        var last = error(fit.chains, matrices)
        let start = last
        for _ in 0..<10 {
          fit.sweep()
          let reached = error(fit.chains, matrices)
          #expect(reached <= last * (1 + 1e-6))
          last = reached
        }
        #expect(last < start)
        for chain in fit.chains { #expect(chain.bonds == bonds) }
        for tensor in shared {
          #expect(fit.chains.allSatisfy { $0.tensors[tensor] == fit.chains[0].tensors[tensor] })
        }
      }
    }
  }

  @Test("zeros, one column and equal layers give finite tensors and no other error")
  func degenerate() throws {
    let factors = FactorShape(rows: [2, 1, 3, 2, 1], columns: [1, 2, 3, 1, 2])
    var numbers = SeededNumbers(seed: 5)
    let column = numbers.floats(12).flatMap { [$0] + [Float](repeating: 0, count: 11) }
    let zeros = [Float](repeating: 0, count: 144)
    let dense = numbers.floats(144)
    for matrices in [[zeros, zeros], [zeros, column], [column, column], [dense, dense]] {
      var fit = fit(matrices, factors)
      let start = fit.chains
      for _ in 0..<5 { fit.sweep() }
      let chains = fit.chains
      #expect(chains.allSatisfy { $0.tensors.allSatisfy { $0.allSatisfy { $0.isFinite } } })
      for (chain, matrix) in zip(chains, matrices) where matrices[0] == matrices[1] {
        #expect(zip(chain.contracted(), matrix).allSatisfy { abs($0 - $1) < 1e-5 })
      }
      if matrices.contains(column) {
        #expect(error(chains, matrices) <= error(start, matrices) + 1e-6)
      }
    }
  }
}
