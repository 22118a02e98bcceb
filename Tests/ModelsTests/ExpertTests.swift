import MatrixProduct
import Tensors
import TestSupport
import Testing

@testable import Models

/// The layer of three experts of the fixtures' case `experts`.
private struct ExpertCase {
  let fixture: StrategyFixture
  let description: ModelDescription
  let bank: ParameterBank

  /// Fills the local tensors of all experts.
  ///
  /// - Parameter isStart: Whether all experts are copies of the network that they started from.
  init(_ gate: Experts.Gate, isStart: Bool) throws {
    fixture = try StrategyFixture("experts")
    let shape = EncoderShape(
      layers: 1, hidden: 12, heads: 2, intermediate: 24, embedding: 12, vocabulary: 3,
      positions: 4)
    var description = ModelDescription(encoder: shape, sharing: CentralTensorSharing())
    let (narrow, wide) = ([1, 2, 3, 2, 1], [2, 2, 3, 2, 1])
    for (matrix, rows, columns) in [
      (MatrixKind.intermediate, wide, narrow), (.output, narrow, wide),
    ] {
      let factors = FactorShape(rows: rows, columns: columns)
      description.factorisations[matrix.rawValue] = .init(
        factors: factors, bonds: factors.fullBonds)
    }
    description.experts = Experts(count: 3, gate: gate)
    self.description = description
    bank = ParameterBank(ParameterLayout(description))
    for (matrix, prefix) in [("intermediate", "up"), ("output", "down")] {
      bank["encoder.central.\(matrix)"] = try fixture.values("\(prefix).start.3")
      bank["encoder.shared.\(matrix).bias"] = try fixture.values("\(prefix).bias")
      for expert in 0..<3 {
        for tensor in [1, 2, 4, 5] {
          let name = isStart ? "\(prefix).start.\(tensor)" : "\(prefix).expert.\(expert).\(tensor)"
          bank["encoder.layer.0.\(matrix).expert.\(expert).auxiliary.\(tensor)"] =
            try fixture.values(name)
        }
      }
    }
    bank["encoder.layer.0.router.weight"] = try fixture.values("router")
  }

  /// The result of the layer for the fixture's tokens.
  struct Outcome {
    let output: [Float]
    /// ‖output - target‖² / (2 · tokens).
    let loss: Double
    let routerGradient: [Float]
    let load: [[Int]]
  }

  func run() throws -> Outcome {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: true)
    let weights = EncoderWeights(description, bank: bank, tape: tape, learning: true)
    let load = ExpertLoad(description)
    let x = tape.constant(try fixture.values("x"), shape: [6, 12])
    let router = try #require(weights.router(layer: 0))
    let output = Encoder(weights, tape: tape, load: load).throughExperts(0, x, router: router)
    let target = tape.constant(try fixture.values("target"), shape: [6, 12])
    let loss = tape.meanSquaredDistance(output, to: target)
    // The mean is over 6 · 12 entries.
    bank.clearGradients()
    let numbers = output.numbers
    tape.backward(from: loss.loss, factor: 6)
    let range = try #require(bank.layout["encoder.layer.0.router.weight"]).range
    return Outcome(
      output: numbers, loss: 6 * Double(loss.mean), routerGradient: Array(bank.gradients[range]),
      load: load.counts)
  }
}

@Suite("a feed-forward network of experts")
struct ExpertTests {
  private func expectEqual(
    _ found: [Float], _ name: String, _ fixture: StrategyFixture,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let wanted = try fixture.values(name).map { Double($0) }
    #expect(
      relativeDistance(found, wanted, floor: 1e-9) < 1e-5, "\(name)",
      sourceLocation: sourceLocation)
  }

  @Test(
    "computes what the reference does, with its gradient in the router",
    arguments: Experts.Gate.allCases)
  func fixture(gate: Experts.Gate) throws {
    let example = try ExpertCase(gate, isStart: false)
    let outcome = try example.run()
    try expectEqual(
      outcome.output, gate == .gated ? "output.gated" : "output", example.fixture)
    let loss = try StrategyFixture.number("experts", "router_loss", gate.rawValue)
    #expect(abs(outcome.loss / loss - 1) < 1e-5)
    try expectEqual(outcome.routerGradient, "router.grad.\(gate.rawValue)", example.fixture)
    #expect(try outcome.load == [StrategyFixture.numbers("experts", "load").map { Int($0) }])
  }

  @Test("chooses the experts of the reference by its probabilities")
  func choice() throws {
    let fixture = try StrategyFixture("experts")
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    let x = tape.constant(try fixture.values("x"), shape: [6, 12])
    let router = tape.constant(try fixture.values("router"), shape: [3, 12])
    let logits = tape.linear(x, weight: router, bias: nil)
    try expectEqual(logits.numbers, "logits", fixture)
    let choice = tape.chosenShares(logits, relative: false)
    let chosen = try StrategyFixture.numbers("experts", "chosen").map { Int($0) }
    #expect(choice.chosen.map { Int($0) } == chosen)
    let probabilities = try fixture.values("probabilities")
    let wanted = chosen.enumerated().map { Double(probabilities[$0.offset * 3 + $0.element]) }
    #expect(relativeDistance(choice.factors.numbers, wanted) < 1e-5)
  }

  @Test(
    "computes what the network does that all experts start from", arguments: Experts.Gate.allCases)
  func start(gate: Experts.Gate) throws {
    let example = try ExpertCase(gate, isStart: true)
    try expectEqual(
      try example.run().output, gate == .gated ? "start.gated" : "dense.output", example.fixture)
  }

  @Test("has the reference's parameters")
  func parameters() throws {
    let layout = try ExpertCase(.input, isStart: true).bank.layout
    func count(_ part: Parameter.Part, _ isIncluded: (Parameter) -> Bool = { _ in true }) -> Double
    {
      Double(
        layout.parameters.filter { $0.part == part && isIncluded($0) }.reduce(0) { $0 + $1.count })
    }
    func wanted(_ name: String) throws -> Double {
      try StrategyFixture.number("experts", "parameters", name)
    }
    #expect(try count(.central) == wanted("central"))
    #expect(try count(.auxiliary) { $0.owner?.expert == 1 } == wanted("auxiliary_of_expert"))
    #expect(try count(.central) + count(.auxiliary) == wanted("all_experts"))
    #expect(try count(.adapters) == wanted("router"))
  }

  @Test(
    "has (|C| + n |auxiliaries|) / (n |W|) of the numbers of separate experts",
    arguments: [
      ("768x3072", [3, 4, 4, 4, 4], [4, 4, 8, 6, 4]),
      ("768x3072", [4, 4, 4, 4, 3], [4, 4, 8, 6, 4]),
      ("384x1536", [2, 4, 6, 4, 2], [4, 4, 6, 4, 4]),
    ], [4, 8, 12, 16])
  func ratio(matrix: (String, [Int], [Int]), count: Int) throws {
    let (name, rows, columns) = matrix
    let factors = FactorShape(rows: rows, columns: columns)
    var description = ModelDescription(
      encoder: EncoderShape(
        layers: 1, hidden: factors.rowCount, heads: 12, intermediate: factors.columnCount,
        embedding: 4, vocabulary: 3, positions: 4),
      sharing: CentralTensorSharing())
    description.factorisations["output"] = .init(factors: factors, bonds: factors.fullBonds)
    description.experts = Experts(count: count)
    let tensors = ParameterLayout(description).parameters.filter {
      $0.owner?.site == .matrix(.output) && ($0.part == .central || $0.part == .auxiliary)
    }
    let all = tensors.reduce(0) { $0 + $1.count }
    let separate = count * factors.rowCount * factors.columnCount
    let figure = try StrategyFixture.number(
      "experts", "ratio", "\(name) \(rows)x\(columns) n=\(count)")
    #expect(abs(Double(all) / Double(separate) / figure - 1) < 1e-5)
  }
}
