import FoundationEssentials
import Tensors
import TestSupport
import Testing

@testable import MatrixProduct
import Models

/// The published rule for the factors of a matrix, in the case `btt` of the fixtures.
private struct ScalingFigures: Decodable {
  struct Factor: Decodable {
    let fanIn, fanOut: Int
    let standardDeviation, learningRateFactor: Double
  }
  struct Cores: Decodable {
    let cores: [Factor]
    let parameters: Int
  }
  struct Chain: Decodable { let tensors: [Factor] }
  struct Matrix: Decodable {
    let m, n: [Int]
    let one, two, four: Cores
    let mpo: Chain

    private enum CodingKeys: String, CodingKey {
      case m, n, mpo
      case one = "rank-1"
      case two = "rank-2"
      case four = "rank-4"
    }
  }
  struct Case: Decodable { let rule: [String: Matrix] }

  let btt: Case

  static func load() throws -> [String: Matrix] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let json = try Data(contentsOf: URL(filePath: fixturePath("strategies/expected.json")))
    return try decoder.decode(ScalingFigures.self, from: json).btt.rule
  }
}

@Suite("matrices of two small cores")
struct StructuredTests {
  /// Multiplies cores out by the recipe.
  private func matrix(
    _ form: BlockTensorTrain, first: [Float], second: [Float]
  ) -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    let slot = ParameterSlot(layer: 0, site: .matrix(.query), part: .firstCore(of: form))
    let other = ParameterSlot(layer: 0, site: .matrix(.query), part: .secondCore(of: form))
    let one = tape.constant(first, shape: form.firstShape)
    let two = tape.constant(second, shape: form.secondShape)
    var values = RecipeValues(tape) { $0 == slot ? one : two }
    let recipe = form.recipe(
      first: .parameter(slot, shape: form.firstShape),
      second: .parameter(other, shape: form.secondShape))
    return values[recipe].numbers
  }

  private func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
    a.count == b.count ? zip(a, b).map { abs($0 - $1) }.max() ?? 0 : .infinity
  }

  private func squares(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
  }

  @Test("are multiplied out as the reference does")
  func fixture() throws {
    let fixture = try StrategyFixture("btt")
    let form = BlockTensorTrain(rows: [2, 4], columns: [3, 4], rank: 2)
    #expect(try fixture.shape("core.1") == form.firstShape)
    #expect(try fixture.shape("core.2") == form.secondShape)
    let found = matrix(
      form, first: try fixture.values("core.1"), second: try fixture.values("core.2"))
    let wanted = try fixture.values("dense")
    let scale = wanted.map(abs).max() ?? 0
    #expect(largestDifference(found, wanted) < 1e-5 * scale)
    let (x, output) = (try fixture.values("x"), try fixture.values("output"))
    let products = (0..<5 * 8).map { index -> Float in
      let (token, row) = (index / 8, index % 8)
      return (0..<12).reduce(0) { $0 + x[token * 12 + $1] * found[row * 12 + $1] }
    }
    #expect(largestDifference(products, output) < 1e-5 * (output.map(abs).max() ?? 0))
  }

  @Test("have the reference's factors, sizes, standard deviations and learning rates")
  func rule() throws {
    let rule = try ScalingFigures.load()
    #expect(rule.count == 3)
    for (name, figures) in rule {
      let columns = figures.m.reduce(1, *)
      #expect(BlockTensorTrain.factors(of: columns) == figures.m, "\(name)")
      #expect(BlockTensorTrain.factors(of: figures.n.reduce(1, *)) == figures.n, "\(name)")
      for (rank, wanted) in [(1, figures.one), (2, figures.two), (4, figures.four)] {
        let form = BlockTensorTrain(rows: figures.n, columns: figures.m, rank: rank)
        let count = form.firstShape.reduce(1, *) + form.secondShape.reduce(1, *)
        #expect(count == wanted.parameters, "\(name)")
        expect([form.firstFans, form.secondFans], as: wanted.cores, columns: columns)
      }
      let tensors = figures.mpo.tensors
      expect(
        tensors.map { TensorFans(inputs: $0.fanIn, outputs: $0.fanOut) }, as: tensors,
        columns: columns)
    }
  }

  private func expect(
    _ found: [TensorFans], as wanted: [ScalingFigures.Factor], columns: Int
  ) {
    #expect(found.count == wanted.count)
    for (fans, figures) in zip(found, wanted) {
      #expect(fans.inputs == figures.fanIn && fans.outputs == figures.fanOut)
      let rate = fans.learningRateFactor(columns: columns, tensors: wanted.count)
      #expect(abs(fans.standardDeviation / figures.standardDeviation - 1) < 1e-5)
      #expect(abs(rate / figures.learningRateFactor - 1) < 1e-5)
    }
  }

  @Test(
    "split a number into two ascending factors, each prime to the smaller product",
    arguments: [
      (1, [1, 1]), (7, [1, 7]), (12, [2, 6]), (48, [4, 12]), (768, [16, 48]), (3072, [32, 96]),
    ])
  func factors(number: Int, wanted: [Int]) {
    #expect(BlockTensorTrain.factors(of: number) == wanted)
  }

  @Test("come as near to a matrix as blocks of that rank can", arguments: 1...4)
  func nearest(rank: Int) {
    var numbers = SeededNumbers(seed: 3)
    let wanted = numbers.floats(12 * 20)
    let form = BlockTensorTrain(rows: [3, 4], columns: [4, 5], rank: rank)
    let cores = form.cores(nearestTo: wanted)
    let found = matrix(form, first: cores.first, second: cores.second)
    var least = 0.0
    for row in 0..<3 {
      for column in 0..<5 {
        let block = (0..<4).flatMap { inner in
          (0..<4).map { Double(wanted[(row * 4 + inner) * 20 + column * 4 + $0]) }
        }
        let values = singularValues(of: block, rows: 4, columns: 4).values
        least += values.dropFirst(rank).reduce(0) { $0 + $1 * $1 }
      }
    }
    #expect(abs(squares(found, wanted) - least) < 1e-5 * max(least, 1))
  }

  @Test("start from zeros and from matrices of rank 1 exactly, without numbers that aren't finite")
  func degenerate() {
    let form = BlockTensorTrain(rows: [2, 6], columns: [2, 4], rank: 1)
    var numbers = SeededNumbers(seed: 4)
    let (left, right) = (numbers.floats(12), numbers.floats(8))
    let outer = left.flatMap { row in right.map { row * $0 } }
    for wanted in [outer, [Float](repeating: 0, count: 96)] {
      let cores = form.cores(nearestTo: wanted)
      let entries = cores.first + cores.second
      #expect(entries.allSatisfy { $0.isFinite })
      let found = matrix(form, first: cores.first, second: cores.second)
      #expect(largestDifference(found, wanted) < 1e-5)
    }
  }

  @Test(
    "have r n₁ m₂ (m₁ + n₂) numbers, and are each layer's own",
    arguments: [(8, 16), (12, 48), (16, 64), (64, 96), (48, 100), (20, 30)], [1, 2])
  func counts(sizes: (Int, Int), rank: Int) {
    let (hidden, inner) = sizes
    var sharing = StructuredSharing()
    sharing.rank = rank
    let layout = ParameterLayout(
      ModelDescription(
        encoder: EncoderShape(
          layers: 3, hidden: hidden, heads: 2, intermediate: inner, embedding: hidden,
          vocabulary: 5, positions: 4),
        sharing: sharing))
    func count(_ rows: Int, _ columns: Int) -> Int {
      let (n, m) = (BlockTensorTrain.factors(of: rows), BlockTensorTrain.factors(of: columns))
      return min(rank, n[1], m[0]) * n[0] * m[1] * (m[0] + n[1])
    }
    let cores = layout.parameters.filter { $0.name.contains(".core.") }
    let layer = 4 * count(hidden, hidden) + count(inner, hidden) + count(hidden, inner)
    #expect(cores.count == 3 * 6 * 2 && cores.allSatisfy { $0.part == .matrices })
    #expect(cores.reduce(0) { $0 + $1.count } == 3 * layer)
    #expect(layout["encoder.layer.2.query.core.1"] != nil)
  }

  @Test("are drawn with the rule's standard deviation, whatever the encoder's is")
  func fresh() {
    let encoder = EncoderShape(
      layers: 1, hidden: 256, heads: 2, intermediate: 256, embedding: 8, vocabulary: 5,
      positions: 4, deviation: 7)
    let bank = ParameterBank(
      ParameterLayout(ModelDescription(encoder: encoder, sharing: StructuredSharing())))
    bank.startFresh(seed: 1, encoder)
    for name in ["core.1", "core.2"] {
      let values = bank["encoder.layer.0.query.\(name)"] ?? []
      let square = values.reduce(0) { $0 + Double($1 * $1) } / Double(max(values.count, 1))
      // 256 = 16 · 16, so both cores have 16^(-1/2); draws are cut at two standard deviations.
      #expect(abs(square.squareRoot() / (0.88 / 4) - 1) < 0.1)
    }
  }
}
