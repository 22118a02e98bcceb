import FoundationEssentials
import MatrixProduct
import Models
import TestSupport
import Testing

/// The rule of initial values and learning rates in `Tests/Fixtures/strategies`, for one size.
private struct TensorRule: Decodable {
  struct Tensor: Decodable {
    let fanIn, fanOut: Int
    let standardDeviation, learningRateFactor: Double
  }

  let rows, columns, bonds: [Int]
  let tensors: [Tensor]
  let standardDeviationOfEntry: Double

  private struct Size: Decodable { let mpo: TensorRule }
  private struct Section: Decodable { let rule: [String: Size] }
  private struct Expected: Decodable { let btt: Section }

  static func all() throws -> [TensorRule] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let json = try Data(contentsOf: URL(filePath: fixturePath("strategies/expected.json")))
    return try decoder.decode(Expected.self, from: json).btt.rule.values.map(\.mpo)
  }

  var chain: ModelDescription.Factorisation {
    .init(factors: FactorShape(rows: rows, columns: columns), bonds: [1] + bonds + [1])
  }
}

@Suite("the fan-in rule of local tensors")
struct TensorRuleTests {
  private func isNear(_ found: Double, _ wanted: Double) -> Bool {
    abs(found - wanted) <= 1e-5 * wanted
  }

  @Test("gives the reference's deviations and factors")
  func reference() throws {
    let rules = try TensorRule.all()
    #expect(rules.count == 3)
    for rule in rules {
      let width = rule.columns.reduce(1, *)
      var variance = 1.0
      for (index, wanted) in rule.tensors.enumerated() {
        let fans = TensorFans(shape: rule.chain.shape(ofTensor: index))
        #expect(fans.inputs == wanted.fanIn && fans.outputs == wanted.fanOut)
        #expect(isNear(fans.standardDeviation, wanted.standardDeviation))
        let factor = fans.learningRateFactor(columns: width, tensors: rule.tensors.count)
        #expect(isNear(factor, wanted.learningRateFactor))
        variance *=
          fans.standardDeviation * fans.standardDeviation * Double(([1] + rule.bonds)[index])
      }
      #expect(isNear(variance.squareRoot(), rule.standardDeviationOfEntry))
    }
  }

  @Test("is of the local tensors of layers' matrices alone")
  func parameters() throws {
    let shape = EncoderShape(
      layers: 2, hidden: 8, heads: 2, intermediate: 16, embedding: 4, vocabulary: 11, positions: 6)
    var description = ModelDescription(encoder: shape, sharing: CentralTensorSharing())
    description.factorise { rows, columns in
      let factors = FactorShape.balanced(rows: rows, columns: columns, tensors: 3)
      return ModelDescription.Factorisation(factors: factors, bonds: factors.fullBonds)
    }
    for parameter in ParameterLayout(description).parameters {
      let isLocal = parameter.part == .central || parameter.part == .auxiliary
      #expect((parameter.learningRateByFanIn != nil) == isLocal, "\(parameter.name)")
      guard let found = parameter.learningRateByFanIn,
        case .matrix(let matrix)? = parameter.owner?.site
      else { continue }
      let columns = shape.size(of: matrix).columns
      let wanted = Double(columns) / Double(3 * parameter.shape[0] * parameter.shape[2])
      #expect(isNear(found, wanted))
    }
  }
}
