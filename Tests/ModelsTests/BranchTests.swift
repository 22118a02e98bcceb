import Models
import TestSupport
import Testing

@Suite("matrices that are sums of branches")
struct BranchTests {
  private static let adapter: Branches = {
    var adapter = Branches()
    adapter.matrices = [.query, .intermediate, .output]
    return adapter
  }()

  @Test(
    "are diag(s) W + diag(t ∘ d), whatever their shape",
    arguments: [MatrixKind.query, .intermediate, .output])
  func formula(matrix: MatrixKind) throws {
    let model = AdapterModel(Self.adapter, layers: 2, hidden: 8, intermediate: 12)
    let (rows, columns) = model.description.encoder.size(of: matrix)
    let length = min(rows, columns)
    var numbers = SeededNumbers(seed: 4)
    let whole = numbers.floats(rows * columns, scale: 1)
    let scales = numbers.floats(rows, scale: 1)
    let (diagonal, factors) = (numbers.floats(length, scale: 1), numbers.floats(length, scale: 1))
    try model.setWhole(matrix, layer: 1, to: whole)
    try model.set("adapter.scale", of: matrix, layer: 1, to: scales)
    try model.set("adapter.diagonal", of: matrix, layer: 1, to: diagonal)
    try model.set("adapter.diagonal.scale", of: matrix, layer: 1, to: factors)
    let wanted = whole.indices.map { entry in
      let (row, column) = (entry / columns, entry % columns)
      let added = row == column ? Double(factors[row]) * Double(diagonal[row]) : 0
      return Double(scales[row]) * Double(whole[entry]) + added
    }
    #expect(relativeDistance(model.weight(matrix, layer: 1), wanted) < 1e-6)
  }

  @Test("have the numbers of the formula", arguments: AdapterShape.all)
  func counts(shape: AdapterShape) {
    let (hidden, inner) = (shape.hidden, shape.ratio * shape.hidden)
    // Of each matrix: a scale for each row, and two numbers for each entry of the diagonal.
    let attention = 4 * (hidden + 2 * hidden)
    let feedForward = inner + hidden + 2 * 2 * min(hidden, inner)
    #expect(shape.count(Branches()) == shape.layers * (attention + feedForward))
  }

  @Test("start with scales of 1, or the root of 2 over the layer's number")
  func start() {
    for start in [Branches.ScaleStart.ones, .depth] {
      var adapter = Self.adapter
      adapter.scaleStart = start
      let model = AdapterModel(adapter, layers: 3, hidden: 8, intermediate: 12)
      model.bank.startFresh(seed: 1, model.description.encoder)
      for layer in 0..<3 {
        let name = "encoder.layer.\(layer).query.adapter"
        let wanted = start == .ones ? 1 : Float((2 / Double(layer + 1)).squareRoot())
        #expect(model.bank["\(name).scale"]?.allSatisfy { $0 == wanted } == true)
        #expect(model.bank["\(name).diagonal.scale"]?.allSatisfy { $0 == wanted } == true)
        #expect(model.bank["\(name).diagonal"]?.allSatisfy { $0 == 0 } == true)
      }
    }
  }

  @Test("give the sums of squares or sizes of scales as multipliers")
  func multipliers() throws {
    let model = AdapterModel(Self.adapter, layers: 2, hidden: 8, intermediate: 12)
    model.bank.startFresh(seed: 1, model.description.encoder)
    let scales = (0..<12).map { Float($0) - 5.5 }
    let factors = (0..<8).map { -0.25 * Float($0 + 1) }
    try model.set("adapter.scale", of: .intermediate, layer: 1, to: scales)
    try model.set("adapter.diagonal.scale", of: .intermediate, layer: 1, to: factors)
    let matrices = model.description.branchedMatrices
    #expect(matrices.count == 6)
    let matrix = try #require(
      matrices.first { $0.name == "encoder.layer.1.intermediate.dense.weight" })
    let shares: [(Float) -> Float] = [{ $0 * $0 }, { abs($0) }]
    for share in shares {
      let found = matrix.multipliers(in: model.bank, share)
      for row in 0..<12 {
        for column in 0..<8 {
          let wanted = share(scales[row]) + (row == column ? share(factors[row]) : 0)
          #expect(found[row * 8 + column] == wanted)
        }
      }
    }
  }

  @Test("have no multipliers where layers share them, or hold them in several parts")
  func problems() {
    func problem(_ sharing: any SharingStrategy, _ adapter: (any Adapter)?) -> String {
      let encoder = EncoderShape(
        layers: 2, hidden: 8, heads: 2, intermediate: 12, embedding: 8, vocabulary: 5,
        positions: 4)
      return ModelDescription(encoder: encoder, sharing: sharing, adapter: adapter)
        .problemOfBranches ?? ""
    }
    #expect(problem(NoSharing(), Self.adapter).isEmpty)
    #expect(problem(NoSharing(), nil).contains("no matrix that is a sum of branches"))
    #expect(problem(NoSharing(), LoRA()).contains("no matrix that is a sum of branches"))
    #expect(problem(FullSharing(), Self.adapter).contains("'query' by 'all'"))
    #expect(problem(AtomSharing(), Self.adapter).contains("not one parameter of each layer's own"))
  }
}
