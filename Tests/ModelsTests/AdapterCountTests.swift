import Models
import TestSupport
import Testing

/// Sizes of an encoder and of an adapter on it.
struct AdapterShape: Sendable, CustomTestStringConvertible {
  let layers, hidden, ratio, rank: Int

  var testDescription: String { "\(layers) × \(hidden), ratio \(ratio), rank \(rank)" }

  static let all = [
    AdapterShape(layers: 1, hidden: 8, ratio: 4, rank: 1),
    AdapterShape(layers: 2, hidden: 12, ratio: 4, rank: 3),
    AdapterShape(layers: 3, hidden: 16, ratio: 2, rank: 5),
    AdapterShape(layers: 6, hidden: 384, ratio: 4, rank: 32),
    AdapterShape(layers: 12, hidden: 24, ratio: 1, rank: 8),
  ]

  func count(_ adapter: any Adapter) -> Int {
    let encoder = EncoderShape(
      layers: layers, hidden: hidden, heads: 2, intermediate: ratio * hidden, embedding: 4,
      vocabulary: 5, positions: 4)
    let description = ModelDescription(encoder: encoder, sharing: FullSharing(), adapter: adapter)
    return ParameterLayout(description).parameters.reduce(0) {
      $0 + ($1.part == .adapters ? $1.count : 0)
    }
  }
}

@Suite("numbers of parameters of adapters, by the formulas of their papers")
struct AdapterCountTests {
  @Test("three factors for each matrix", arguments: AdapterShape.all)
  func deep(shape: AdapterShape) {
    let (hidden, rank) = (shape.hidden, shape.rank)
    var adapter = DeepLoRA()
    adapter.rank = rank
    adapter.matrices = MatrixKind.allCases
    let outer = rank * (4 * 2 * hidden + 2 * (1 + shape.ratio) * hidden)
    #expect(shape.count(adapter) == shape.layers * (outer + 6 * rank * rank))
    adapter.isCompressed = true
    #expect(shape.count(adapter) == shape.layers * (outer + 6 * 3 * rank * rank))
  }

  @Test("two shared factors and a small part for each block", arguments: AdapterShape.all)
  func shared(shape: AdapterShape) {
    let rank = shape.rank
    let factors = 2 * shape.hidden * rank
    for isOfAttention in [true, false] {
      let blocks = shape.layers * (isOfAttention ? 4 : 4 + 2 * shape.ratio)
      var adapter = SharedFactors()
      adapter.rank = rank
      adapter.matrices = isOfAttention ? MatrixKind.attention : MatrixKind.allCases
      #expect(shape.count(adapter) == factors + blocks * rank + rank)
      adapter.hasLambda = false
      #expect(shape.count(adapter) == factors + blocks * rank)
      adapter.hasLambda = nil
      adapter.form = .tucker
      #expect(shape.count(adapter) == factors + rank * rank * rank + blocks * rank)
      adapter.form = .tensorTrain
      #expect(shape.count(adapter) == factors + blocks * rank * rank)
    }
  }

  @Test("one vector for all matrices, or two for each of them", arguments: AdapterShape.all)
  func projected(shape: AdapterShape) {
    let (hidden, rank) = (shape.hidden, shape.rank)
    var adapter = Projected()
    adapter.rank = rank
    adapter.count = 5
    // What learns, and its frozen start.
    #expect(shape.count(adapter) == 2 * 5)
    adapter.form = .vectors
    let frozen = 2 * rank * hidden
    #expect(shape.count(adapter) == frozen + shape.layers * 4 * (rank + hidden))
  }

  @Test("coefficients that a relation mixes, and quaternions", arguments: AdapterShape.all)
  func orchestrated(shape: AdapterShape) {
    let (layers, hidden, rank) = (shape.layers, shape.hidden, 4 * shape.rank)
    var adapter = Orchestrated()
    adapter.size = rank
    let terms = 2 * layers * 2 * hidden * rank
    let mixed = 2 * rank * layers + 4 * layers * layers + 2 * layers * rank
    #expect(shape.count(adapter) == terms + mixed + layers * rank * rank / 2)
    adapter.hasQuaternions = false
    #expect(shape.count(adapter) == terms + mixed)
  }

  @Test("published counts for 6 layers of 384 and rank 32")
  func published() throws {
    let shape = AdapterShape.all[3]
    var adapter = SharedFactors()
    adapter.rank = shape.rank
    func wanted(_ name: String) throws -> Int {
      Int(try StrategyFixture.number("adapters", "mode", "parameters_384_32_24", name))
    }
    #expect(try shape.count(adapter) == wanted("cp_with_lambda"))
    adapter.hasLambda = false
    #expect(try shape.count(adapter) == wanted("cp"))
    adapter.hasLambda = nil
    adapter.form = .tucker
    #expect(try shape.count(adapter) == wanted("tucker"))
  }

  @Test("a matrix that is not made of square blocks has no shared factors")
  func misfits() {
    func problem(_ adapter: SharedFactors, intermediate: Int) -> String? {
      let encoder = EncoderShape(
        layers: 1, hidden: 8, heads: 2, intermediate: intermediate, embedding: 8, vocabulary: 5,
        positions: 4)
      return adapter.problem(
        in: ModelDescription(encoder: encoder, sharing: NoSharing(), adapter: adapter))
    }
    var adapter = SharedFactors()
    #expect(problem(adapter, intermediate: 12) == nil)
    adapter.matrices = [.query, .output]
    #expect(problem(adapter, intermediate: 16) == nil)
    for intermediate in [4, 12] {
      let found = problem(adapter, intermediate: intermediate) ?? ""
      #expect(found.contains("'output' of 8 × \(intermediate)"), "\(found)")
    }
    adapter.form = .tensorTrain
    adapter.hasLambda = true
    #expect(problem(adapter, intermediate: 16)?.contains("'lambda' is for the form 'cp'") == true)
  }
}
