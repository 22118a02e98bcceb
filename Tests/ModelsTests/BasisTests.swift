import FoundationEssentials
import Models
import TestSupport
import Testing

/// The figures of the case `basis` of the fixtures.
private struct BasisFigures: Decodable, Sendable {
  struct Group: Decodable, Sendable {
    let layers: [Int]
    let singularValues: [Double]
    let weightedError: Double
  }
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let groupSize, rank, parameters: Int
    let identityCalibration: Bool
    let groups: [Group]

    var testDescription: String { name }
  }
  struct Cases: Decodable, Sendable { let cases: [Case] }

  let basis: Cases

  static func load() throws -> [Case] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let json = try Data(contentsOf: URL(filePath: fixturePath("strategies/expected.json")))
    return try decoder.decode(BasisFigures.self, from: json).basis.cases
  }
}

/// What a basis fits, as the matrices of its layers.
private struct Fit {
  let layers: [[Float]]
  /// Number of scalars of the parts.
  let count: Int

  init(_ sharing: BasisSharing, to donor: DonorStack) {
    let parts = sharing.fitted(to: donor)
    count = parts.values.reduce(0) { $0 + $1.count }
    let owners = sharing.owners(layers: donor.layers.count)
    func part(_ name: String, layer: Int) -> [Float] {
      parts.first { $0.key.part.name == name && $0.key.layer == layer }?.value ?? []
    }
    layers = owners.enumerated().map { layer, owner -> [Float] in
      let (own, basis) = (part("coefficients", layer: layer), part("basis", layer: owner))
      let size = basis.count / donor.columns
      return (0..<donor.rows * donor.columns).map { index -> Float in
        let (row, column) = (index / donor.columns, index % donor.columns)
        return (0..<size).reduce(Float(0)) {
          $0 + own[row * size + $1] * basis[$1 * donor.columns + column]
        }
      }
    }
  }
}

private func basis(group: Int, rank: Int? = nil, ratio: Double? = nil) -> BasisSharing {
  var sharing = BasisSharing()
  (sharing.group, sharing.rank) = (group, rank)
  sharing.ratio = ratio
  return sharing
}

/// Cuts an array [count, …] into its parts.
private func parts(_ values: [Float], _ count: Int) -> [[Float]] {
  let size = values.count / count
  return (0..<count).map { Array(values[$0 * size..<($0 + 1) * size]) }
}

/// Computes XᵀX of rows X [rows, columns].
private func moments(_ x: [Float], columns: Int) -> [Double] {
  var sum = [Double](repeating: 0, count: columns * columns)
  for row in 0..<x.count / columns {
    for index in sum.indices {
      sum[index] +=
        Double(x[row * columns + index / columns]) * Double(x[row * columns + index % columns])
    }
  }
  return sum
}

/// Computes ‖X Dᵀ‖², with D [rows, columns] and XᵀX.
private func weightedSquare(_ difference: [Double], _ moments: [Double], columns: Int) -> Double {
  (0..<difference.count / columns).reduce(0.0) { sum, row in
    (0..<columns * columns).reduce(sum) { sum, index in
      sum + difference[row * columns + index / columns] * moments[index]
        * difference[row * columns + index % columns]
    }
  }
}

private func differences(_ a: [Float], _ b: [Float]) -> [Double] {
  zip(a, b).map { Double($0) - Double($1) }
}

@Suite("a basis that neighbouring layers share")
struct BasisTests {
  @Test("fits a donor as the reference does, in every case")
  func fixture() throws {
    let fixture = try StrategyFixture("basis")
    let matrices = parts(try fixture.values("matrices"), 6)
    let inputs = parts(try fixture.values("inputs"), 6).map { moments($0, columns: 8) }
    let cases = try BasisFigures.load()
    #expect(cases.count == 10)
    for figures in cases {
      let ratio = figures.name.split(separator: "ratio-").dropFirst().first.flatMap { Double($0) }
      let sharing = basis(
        group: figures.groupSize, rank: ratio == nil ? figures.rank : nil, ratio: ratio)
      #expect(
        sharing.basisSize(rows: 12, columns: 8, layers: figures.groupSize) == figures.rank,
        "\(figures.name)")
      let fit = Fit(
        sharing,
        to: DonorStack(
          matrix: .query, rows: 12, columns: 8, layers: matrices,
          inputMoments: figures.identityCalibration ? nil : inputs))
      #expect(fit.count == figures.parameters, "\(figures.name)")
      let wanted = try fixture.values("\(figures.name).rebuilt")
      let scale = Double(wanted.map(abs).max() ?? 0)
      #expect(
        differences(fit.layers.flatMap { $0 }, wanted).allSatisfy { abs($0) < 1e-5 * scale },
        "\(figures.name)")
      let identity = moments(
        (0..<64).map { $0 % 9 == 0 ? 1 : 0 }, columns: 8)
      for group in figures.groups {
        expectErrors(
          fit.layers, matrices, figures, group,
          figures.identityCalibration ? Array(repeating: identity, count: 6) : inputs)
      }
    }
  }

  /// Checks that the error on the inputs is what the singular values that were cut off make.
  private func expectErrors(
    _ found: [[Float]], _ wanted: [[Float]], _ figures: BasisFigures.Case,
    _ group: BasisFigures.Group, _ inputs: [[Double]]
  ) {
    var sum = [Double](repeating: 0, count: 64)
    // The identity counts once for a group, as the singular values are those of plain matrices.
    for layer in figures.identityCalibration ? [group.layers[0]] : group.layers {
      for index in sum.indices { sum[index] += inputs[layer][index] }
    }
    let square = group.layers.reduce(0.0) {
      $0 + weightedSquare(differences(found[$1], wanted[$1]), sum, columns: 8)
    }
    let squares = group.singularValues.map { $0 * $0 }
    let (cut, all) = (squares.dropFirst(figures.rank).reduce(0, +), squares.reduce(0, +))
    #expect(abs(square - cut) < 1e-5 * (cut == 0 ? all : cut), "\(figures.name)")
    let error = (square / all).squareRoot()
    #expect(abs(error - group.weightedError) < 1e-5, "\(figures.name)")
  }

  @Test(
    "loses nothing if it is whole, whatever the layers and inputs are",
    arguments: [1, 2, 3, 5], [(6, 10), (10, 6), (8, 8)])
  func lossless(group: Int, size: (Int, Int)) {
    let (rows, columns) = size
    var numbers = SeededNumbers(seed: 9)
    let layers = (0..<5).map { _ in numbers.floats(rows * columns) }
    var dead = numbers.floats(40 * columns)
    for token in 0..<40 { dead[token * columns] = 0 }
    let inputs = [
      dead, Array(dead[..<(2 * columns)]), [Float](repeating: 0, count: columns),
      dead.map { $0 * 1e-15 },
    ]
    let all: [[Double]?] = [nil] + inputs.map { Optional(moments($0, columns: columns)) }
    for sum in all {
      let fit = Fit(
        basis(group: group, rank: 100),
        to: DonorStack(
          matrix: .value, rows: rows, columns: columns, layers: layers,
          inputMoments: sum.map { Array(repeating: $0, count: 5) }))
      for (found, wanted) in zip(fit.layers, layers) {
        #expect(differences(found, wanted).allSatisfy { abs($0) < 1e-5 })
      }
    }
  }

  @Test("is finite for donors of zeros and of low rank, and for inputs that are missing")
  func degenerate() {
    var numbers = SeededNumbers(seed: 2)
    let (left, right) = (numbers.floats(6), numbers.floats(4))
    let outer = left.flatMap { row in right.map { row * $0 } }
    let zeros = [Float](repeating: 0, count: 24)
    for layers in [[zeros, zeros, zeros], [outer, zeros, outer], [outer, outer, outer]] {
      for inputs in [[Double](repeating: 0, count: 16), moments(right, columns: 4)] {
        for rank in 1...4 {
          let donor = DonorStack(
            matrix: .key, rows: 6, columns: 4, layers: layers,
            inputMoments: Array(repeating: inputs, count: 3))
          let fit = Fit(basis(group: 2, rank: rank), to: donor)
          for (found, wanted) in zip(fit.layers, layers) {
            #expect(differences(found, wanted).allSatisfy { abs($0) < 1e-5 })
          }
        }
      }
    }
  }

  @Test(
    "is of neighbouring layers; the last group may have fewer",
    arguments: [
      (6, 2, [0, 0, 2, 2, 4, 4]), (5, 2, [0, 0, 2, 2, 4]), (5, 3, [0, 0, 0, 3, 3]),
      (3, 9, [0, 0, 0]), (3, 1, [0, 1, 2]),
    ])
  func owners(layers: Int, group: Int, wanted: [Int]) {
    #expect(basis(group: group).owners(layers: layers) == wanted)
  }

  @Test(
    "has L/n k d_in + L k d_out numbers, beside matrices that stay private",
    arguments: [(8, 16), (12, 48), (16, 64), (64, 96), (20, 30)], [0.2, 0.5])
  func counts(sizes: (Int, Int), ratio: Double) {
    let (hidden, inner) = sizes
    let layout = ParameterLayout(
      ModelDescription(
        encoder: EncoderShape(
          layers: 6, hidden: hidden, heads: 2, intermediate: inner, embedding: hidden,
          vocabulary: 5, positions: 4),
        sharing: basis(group: 3, ratio: ratio)))
    func count(_ rows: Int, _ columns: Int) -> Int {
      let whole = (1 - ratio) * Double(3 * rows * columns)
      let rank = max(1, Int(whole / Double(columns + 3 * rows)))
      return 2 * rank * columns + 6 * rank * rows
    }
    let shared = 3 * count(hidden, hidden) + count(inner, hidden)
    let own = 6 * (hidden * hidden + hidden * inner)
    let matrices = layout.parameters.filter { $0.part == .matrices }
    #expect(matrices.reduce(0) { $0 + $1.count } == shared + own)
    #expect(layout["encoder.shared.query.basis.group1"] != nil)
    #expect(layout["encoder.layer.5.query.coefficients"] != nil)
  }

  @Test("starts afresh as matrices with the encoder's standard deviation")
  func fresh() throws {
    let encoder = EncoderShape(
      layers: 2, hidden: 96, heads: 2, intermediate: 96, embedding: 8, vocabulary: 5,
      positions: 4, deviation: 0.1)
    let description = ModelDescription(encoder: encoder, sharing: basis(group: 2, rank: 32))
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: 1, encoder)
    let own = try #require(bank["encoder.layer.1.query.coefficients"])
    let shared = try #require(bank["encoder.shared.query.basis"])
    var square = 0.0
    for row in 0..<96 {
      for column in 0..<96 {
        let entry = (0..<32).reduce(Float(0)) {
          $0 + own[row * 32 + $1] * shared[$1 * 96 + column]
        }
        square += Double(entry * entry) / (96 * 96)
      }
    }
    // Whole matrices are drawn with 0.1 and cut at twice that, which leaves 0.088.
    #expect(abs(square.squareRoot() / 0.088 - 1) < 0.1)
  }

  @Test("has its size from a rank or a ratio, not both; neither counts as the ratio 0.2")
  func sizes() {
    #expect(basis(group: 2, rank: 3, ratio: 0.5).contradiction != nil)
    for sharing in [basis(group: 2), basis(group: 2, rank: 3), basis(group: 2, ratio: 0.5)] {
      #expect(sharing.contradiction == nil)
    }
    #expect(basis(group: 2).basisSize(rows: 12, columns: 8, layers: 2) == 4)
    #expect(basis(group: 2, ratio: 1).basisSize(rows: 12, columns: 8, layers: 2) == 1)
    #expect(basis(group: 2, rank: 100).basisSize(rows: 3, columns: 8, layers: 2) == 6)
  }
}
