import FoundationEssentials
import MatrixProduct
import TestSupport

/// One matrix of `Tests/Fixtures/decompose` with a public library's results in double precision.
struct DecompositionFixture: Decodable, Sendable {
  /// The results under a bond cap.
  struct Cap: Decodable, Sendable {
    let relativeError: Double
    let bound: Double
    let parameters: Int
    let bonds: [Int]

    enum CodingKeys: String, CodingKey {
      case bound, parameters, bonds
      case relativeError = "relative_error_sequential"
    }
  }

  let number: Int
  let rows: [Int]
  let columns: [Int]
  /// Dimensions of the inner bonds.
  let bonds: [Int]
  let parameters: Int
  let caps: [String: Cap]
  let entropies: [Double]

  enum CodingKeys: String, CodingKey {
    case rows, columns, bonds, caps
    case number = "case"
    case parameters = "parameters_full"
    case entropies = "entropy_of_squared_schmidt_values"
  }

  var factors: FactorShape { FactorShape(rows: rows, columns: columns) }

  /// The caps from the smallest up.
  var orderedCaps: [(size: Int, wanted: Cap)] {
    caps.compactMap { key, cap in Int(key).map { ($0, cap) } }.sorted { $0.size < $1.size }
  }

  func matrix() throws -> [Float] { try tensors().floats("case\(number).matrix") }

  /// Reads the Schmidt values at each inner bond, [inner bonds, values].
  func spectra() throws -> [[Double]] {
    let tensors = try tensors()
    return try bonds.indices.map { bond in
      try tensors.floats("case\(number).spectrum.\(bond + 1)").map { Double($0) }
    }
  }

  private func tensors() throws -> SafetensorsReader {
    try SafetensorsReader(path: fixturePath("decompose/matrices.safetensors"))
  }

  static func load(_ number: Int) throws -> DecompositionFixture {
    let json = try Data(contentsOf: URL(filePath: fixturePath("decompose/expected.json")))
    return try JSONDecoder().decode([DecompositionFixture].self, from: json)[number]
  }
}
