import MatrixProduct
import Models
import Options
import Spec
import Tensors
import TestSupport
import Testing

@Suite("tensors applied to hidden states")
struct DirectApplicationTests {
  /// One layer of BERT-base's width, held at bond 1, with adapters on attention.
  private func description(_ target: AdapterTarget) -> ModelDescription {
    let encoder = EncoderShape(
      layers: 1, hidden: 768, heads: 12, intermediate: 3072, embedding: 8, vocabulary: 5,
      positions: 4)
    var factorisations: [String: ModelDescription.Factorisation] = [:]
    for matrix in MatrixKind.allCases {
      let size = encoder.size(of: matrix)
      let factors = FactorShape.balanced(rows: size.rows, columns: size.columns)
      factorisations[matrix.rawValue] = ModelDescription.Factorisation(
        factors: factors, bonds: factors.bonds(cap: 1))
    }
    return ModelDescription(
      encoder: encoder, sharing: CentralTensorSharing(), factorisations: factorisations,
      adapter: LoRA(rank: 2, scale: 0.5, target: target))
  }

  @Test(
    "are multiplied with as the rebuilt matrix is, bias and adapter too",
    arguments: [1, 2], AdapterTarget.allCases)
  func agreement(threads: Int, target: AdapterTarget) throws {
    let description = description(target)
    let bank = ParameterBank(ParameterLayout(description))
    var numbers = SeededNumbers(seed: 1)
    for parameter in bank.layout.parameters {
      bank[parameter.name] = numbers.floats(parameter.count)
    }
    let x = numbers.floats(3 * 3072)
    for matrix in MatrixKind.allCases {
      let factorisation = try #require(description.factorisation(of: matrix))
      #expect(factorisation.factors.appliesDirectly(bonds: factorisation.bonds))
      let tape = Tape(arena: Arena(), workers: Workers(threads: threads), recording: false)
      let weights = EncoderWeights(description, bank: bank, tape: tape, learning: false)
      let width = description.encoder.size(of: matrix).columns
      let input = tape.constant(Array(x[..<(3 * width)]), shape: [3, width])
      let found = weights.apply(matrix, layer: 0, to: input, on: tape).numbers
      let wanted = tape.linear(
        input, weight: weights.weight(matrix, layer: 0),
        bias: weights.bias(matrix, layer: 0)
      ).numbers
      let scale = wanted.map(abs).max() ?? 1
      #expect(zip(found, wanted).allSatisfy { abs($0 - $1) < 1e-5 * scale })
    }
  }
}
