import MatrixProduct
import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("low-rank terms with mixed coefficients")
struct OrchestratedFixtureTests {
  private let fixture: StrategyFixture

  init() throws { fixture = try StrategyFixture("adapters") }

  private static func adapter(
    rank: Int = 4, matrices: [MatrixKind] = [.query, .value],
    relation: Orchestrated.Relation = .learnable, quaternions: Bool = true,
    place: Orchestrated.Place = .weight
  ) -> Orchestrated {
    var adapter = Orchestrated()
    adapter.size = rank
    adapter.matrices = matrices
    adapter.relation = relation
    adapter.hasQuaternions = quaternions
    adapter.place = place
    return adapter
  }

  private static func description(
    _ adapter: Orchestrated?, layers: Int = 3, hidden: Int = 12
  ) -> ModelDescription {
    let shape = EncoderShape(
      layers: layers, hidden: hidden, heads: 2, intermediate: 16, embedding: hidden,
      vocabulary: 5, positions: 4)
    return ModelDescription(encoder: shape, sharing: NoSharing(), adapter: adapter)
  }

  /// The same encoder, whose central tensors layers share.
  private static func chained(
    _ adapter: Orchestrated?, bond: Int? = nil
  ) -> ModelDescription {
    var description = Self.description(adapter)
    description.sharing = CentralTensorSharing()
    description.factorise { rows, columns in
      let factors = FactorShape.balanced(rows: rows, columns: columns)
      return ModelDescription.Factorisation(factors: factors, bonds: factors.bonds(cap: bond))
    }
    return description
  }

  private func weight(
    _ description: ModelDescription, _ bank: ParameterBank, _ matrix: MatrixKind, layer: Int
  ) -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    return EncoderWeights(description, bank: bank, tape: tape, learning: false)
      .weight(matrix, layer: layer).numbers
  }

  private func distance(_ found: [Float], _ wanted: [Float]) -> Double {
    relativeDistance(found, wanted.map(Double.init))
  }

  /// Returns one of the arrays that the fixture has one after the other, by slot.
  private func values(_ name: String, slot: Int) throws -> [Float] {
    let all = try fixture.values("orchestrated.lora.\(name)")
    let count = all.count / 6
    return Array(all[slot * count..<(slot + 1) * count])
  }

  private func slot(_ number: Int) -> (matrix: MatrixKind, layer: Int) {
    (number % 2 == 0 ? .query : .value, number / 2)
  }

  @Test("are the fixture's")
  func terms() throws {
    let description = Self.description(Self.adapter())
    let bank = ParameterBank(ParameterLayout(description))
    let arrays = [
      "up": "b", "down": "a", "coefficients": "gamma", "quaternion": "quaternion",
    ]
    for number in 0..<6 {
      let (matrix, layer) = slot(number)
      for (part, array) in arrays {
        let name = "encoder.layer.\(layer).\(matrix.rawValue).adapter.\(part)"
        #expect(bank.layout[name] != nil, "\(name)")
        bank[name] = try values(array, slot: number)
      }
    }
    for name in ["coefficients", "relation"] {
      #expect(bank.layout["encoder.shared.adapter.\(name)"] != nil)
      bank["encoder.shared.adapter.\(name)"] = try fixture.values("orchestrated.lora.\(name)")
    }
    for number in 0..<6 {
      let (matrix, layer) = slot(number)
      let delta = weight(description, bank, matrix, layer: layer)
      #expect(distance(delta, try values("delta", slot: number)) < 1e-5)
      bank["encoder.layer.\(layer).attention.self.\(matrix.rawValue).weight"] = try values(
        "weights", slot: number)
      let merged = weight(description, bank, matrix, layer: layer)
      #expect(distance(merged, try values("merged", slot: number)) < 1e-5)
    }
  }

  @Test(
    "multiply by quaternions as the fixture does",
    arguments: [("orchestrated", 8, 3), ("orchestrated.lora", 4, 6)])
  func quaternions(name: String, width: Int, slots: Int) throws {
    let gathering = Orchestrated.hamiltonProduct(width: width)
    let parts = try fixture.values("\(name).quaternion")
    let wanted = try fixture.values("\(name).hamilton")
    #expect(parts.count == slots * width * width / 4 && wanted.count == slots * width * width)
    for slot in 0..<slots {
      let found = zip(gathering.indices, gathering.factors ?? []).map {
        parts[slot * width * width / 4 + Int($0)] * $1
      }
      #expect(found == Array(wanted[slot * width * width..<(slot + 1) * width * width]))
    }
  }

  @Test(
    "learn as many numbers as the paper counts, beside up and down",
    arguments: [(3, 4, 12), (12, 4, 768), (6, 4, 24), (2, 8, 16), (1, 12, 12)])
  func counts(layers: Int, rank: Int, hidden: Int) throws {
    func learning(_ adapter: Orchestrated?) -> Int {
      ParameterLayout(Self.description(adapter, layers: layers, hidden: hidden)).learningCount
    }
    let lowRank = 2 * layers * rank * 2 * hidden
    let extra = learning(Self.adapter(rank: rank)) - learning(nil) - lowRank
    let relation = 4 * layers * layers
    #expect(extra == 2 * rank * layers + relation + layers * (2 * rank + rank * rank / 2))
    for kind in [Orchestrated.Relation.fixed, .identity] {
      #expect(
        learning(Self.adapter(rank: rank, relation: kind)) - learning(nil) - lowRank
          == extra - relation)
    }
    let plain = learning(Self.adapter(rank: rank, quaternions: false)) - learning(nil) - lowRank
    #expect(plain == extra - layers * rank * rank / 2)
  }

  @Test("learn the published numbers")
  func publishedCounts() throws {
    for (layers, figure) in [
      (12, "extra_parameters_lora_4_12"), (6, "extra_parameters_lora_4_6"),
    ] {
      let adapted = ParameterLayout(
        Self.description(Self.adapter(), layers: layers)
      ).parameters.filter {
        $0.part == .adapters && !$0.name.hasSuffix("adapter.up")
          && !$0.name.hasSuffix("adapter.down")
      }
      let count = adapted.reduce(0) { $0 + $1.count }
      #expect(try Double(count) == StrategyFixture.number("adapters", "orchestrated", figure))
    }
  }

  @Test(
    "start as nothing, to the bit", arguments: Orchestrated.Relation.allCases,
    Orchestrated.Place.allCases)
  func start(relation: Orchestrated.Relation, place: Orchestrated.Place) throws {
    let adapter = Self.adapter(relation: relation, place: place)
    let description = Self.chained(adapter)
    #expect(adapter.problem(in: description) == nil)
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: 7, description.encoder)
    var plain = description
    plain.adapter = nil
    for layer in 0..<3 {
      for matrix in MatrixKind.allCases {
        #expect(
          weight(description, bank, matrix, layer: layer)
            == weight(plain, bank, matrix, layer: layer))
      }
    }
    let relationNumbers = try #require(bank["encoder.shared.adapter.relation"])
    let identity: [Float] = (0..<36).map { $0 % 7 == 0 ? 1 : 0 }
    #expect((relationNumbers == identity) == (relation != .fixed))
    guard place == .weight else { return }
    let quaternions = try #require(bank["encoder.layer.2.value.adapter.quaternion"])
    #expect(quaternions[0] == 0 && quaternions[1...].allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test("on a bond scale its vectors in the shared central tensor")
  func bond() throws {
    let description = Self.chained(Self.adapter(place: .bond))
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: 3, description.encoder)
    let central = try #require(bank.layout["encoder.central.query"])
    let left = central.shape[0]
    let own: [Float] = (0..<left).map { 1 + Float($0) / 8 }
    let slots = (0..<left * 6).map { Float($0 % 5) / 4 }
    bank["encoder.layer.1.query.adapter.coefficients"] = own
    bank["encoder.shared.adapter.coefficients"] = slots
    let found = weight(description, bank, .query, layer: 1)
    // The relation is the identity, and layer 1's query is slot 2.
    let values = try #require(bank["encoder.central.query"])
    let width = values.count / left
    bank["encoder.central.query"] = values.enumerated().map { index, value in
      (own[index / width] + slots[index / width * 6 + 2]) * value
    }
    var plain = description
    plain.adapter = nil
    #expect(distance(found, weight(plain, bank, .query, layer: 1)) < 1e-6)
    let adapters = bank.layout.parameters.filter { $0.part == .adapters }
    #expect(adapters.reduce(0) { $0 + $1.count } == left * 6 + 36 + 6 * left)
  }

  @Test("that can't be are refused")
  func problems() {
    func problem(_ description: ModelDescription) -> String? {
      description.adapter?.problem(in: description)
    }
    #expect(problem(Self.description(Self.adapter(rank: 6)))?.contains("multiple of 4") == true)
    #expect(problem(Self.description(Self.adapter(rank: 6, quaternions: false))) == nil)
    let bond = Self.adapter(matrices: [.query, .output], place: .bond)
    #expect(
      problem(Self.description(bond)) == "'to: bond' needs matrices that are chains, all of them")
    var unequal = Self.chained(bond)
    let factors = FactorShape(rows: [12, 1, 1], columns: [1, 1, 16])
    unequal.factorisations["output"] = ModelDescription.Factorisation(
      factors: factors, bonds: [1, 2, 3, 1])
    #expect(problem(unequal)?.contains("tensors differ") == true)
    #expect(
      problem(Self.description(Self.adapter(matrices: [.key, .key])))
        == "'matrices' has a matrix twice")
  }
}
