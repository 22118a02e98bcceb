import FoundationEssentials
import MatrixProduct
import Options
import Spec
import Tensors
import TestSupport
import Testing
import Tokenization

@testable import Models

@Suite("laws of experts")
struct ExpertLawTests {
  /// A model of four layers, whose matrices are chains of three tensors under `mpo`.
  private func description(
    _ sharing: String, hidden: Int = 8, inner: Int = 16, _ experts: Experts? = nil
  ) -> ModelDescription {
    let options: [String: Value] = [
      "unique": .integer(2), "reduction": .integer(2), "count": .integer(2), "degree": .integer(1),
    ]
    var description = ModelDescription(
      encoder: EncoderShape(
        layers: 4, hidden: hidden, heads: 2, intermediate: inner, embedding: hidden, vocabulary: 7,
        positions: 8, deviation: 0.3),
      sharing: strategy(sharing, options))
    if description.sharing.isFactorised {
      description.factorise { rows, columns in
        let factors = FactorShape.balanced(rows: rows, columns: columns, tensors: 3)
        return .init(factors: factors, bonds: factors.fullBonds)
      }
    }
    description.experts = experts
    return description
  }

  @Test(
    "adds the auxiliary tensors of more experts, or their matrices, and scores",
    arguments: [(8, 16), (12, 24), (16, 64), (20, 30), (36, 48)])
  func counts(sizes: (Int, Int)) {
    let (hidden, inner) = sizes
    func growth(_ sharing: String, _ experts: Experts) -> Int {
      let (with, without) = (
        description(sharing, hidden: hidden, inner: inner, experts),
        description(sharing, hidden: hidden, inner: inner)
      )
      return ParameterLayout(with).count - ParameterLayout(without).count
    }
    let chains = description("mpo", hidden: hidden, inner: inner).factorisations
    let auxiliaries = ["intermediate", "output"].reduce(0) { sum, matrix in
      guard let chain = chains[matrix] else { return sum }
      let sizes = chain.rows.indices.map { chain.shape(ofTensor: $0).reduce(1, *) }
      return sum + sizes.reduce(0, +) - sizes[chain.centre]
    }
    let scores = 5 * hidden
    #expect(growth("mpo", Experts(count: 5)) == 4 * (4 * auxiliaries + scores))
    #expect(
      growth("mpo", Experts(count: 5, layers: [1, 3])) == 2 * (4 * auxiliaries + scores))
    let matrices = 2 * hidden * inner
    #expect(
      growth("none", Experts(count: 5, shares: .none)) == 4 * (4 * matrices + scores))
    // All layers have one network: five of them now, but each layer scores for itself.
    #expect(growth("all", Experts(count: 5, shares: .none)) == 4 * matrices + 4 * scores)
  }

  /// Computes the last hidden states of a few tokens.
  private func states(_ model: ModelDescription, _ bank: ParameterBank, threads: Int = 1) -> [Float]
  {
    let tape = Tape(arena: Arena(), workers: Workers(threads: threads), recording: false)
    let weights = EncoderWeights(model, bank: bank, tape: tape, learning: false)
    let ids: [Int32] = [1, 2, 3, 4, 5, 6, 0, 2, 4]
    let tokens = PackedTokens(
      ids: ids, segments: ids.map { _ in 0 }, positions: [0, 1, 2, 3, 4, 0, 1, 2, 3],
      offsets: [0, 5, 9])
    return Encoder(weights, tape: tape).hiddenStates(tokens).last?.numbers ?? []
  }

  @Test(
    "owners are their own, and what is written is read again, under every way of sharing",
    arguments: SharingLawTests.names, [nil, [1], [0, 3]] as [[Int]?])
  func laws(sharing: String, layers: [Int]?) throws {
    let sharesCentre = strategy(sharing).isFactorised
    let shares: [Experts.Shares] = sharesCentre ? [.central, .none] : [.none]
    for shares in shares {
      let model = description(
        sharing, Experts(count: 3, layers: layers, shares: shares, gate: .gated))
      let slots = SlotTable(model)
      for layer in 0..<4 {
        for (slot, _) in slots.slots(ofLayer: layer) {
          let owner = slots.owner(of: slot)
          #expect(slots.owner(of: owner) == owner && owner.expert == slot.expert)
        }
      }
      let bank = ParameterBank(ParameterLayout(model))
      bank.startFresh(seed: 3, model.encoder)
      let folder = try TemporaryFolder()
      let stored = StoredModel(description: model, bank: bank, vocabulary: Vocabulary([]))
      _ = try stored.write(into: folder.path)
      let read = try StoredModel(folder: folder.path)
      #expect(read.description == model)
      let found = states(read.description, read.bank)
      #expect(found.allSatisfy { $0.isFinite } && found == states(model, bank))
      #expect(states(model, bank, threads: 3) == found)
    }
  }

  @Test("all tokens go through the first expert of equals, and zeros give no number that isn't one")
  func zeros() {
    for shares in [Experts.Shares.central, .none] {
      let model = description("mpo", Experts(count: 3, shares: shares))
      let bank = ParameterBank(ParameterLayout(model))
      #expect(states(model, bank).allSatisfy { $0.isFinite })
      let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
      let weights = EncoderWeights(model, bank: bank, tape: tape, learning: false)
      let load = ExpertLoad(model)
      let x = tape.constant([Float](repeating: 1, count: 5 * 8), shape: [5, 8])
      guard let router = weights.router(layer: 2) else {
        Issue.record("layer 2 has experts")
        continue
      }
      _ = Encoder(weights, tape: tape, load: load).throughExperts(2, x, router: router)
      #expect(load.counts == [[0, 0, 0], [0, 0, 0], [5, 0, 0], [0, 0, 0]])
    }
  }

  @Test("is rebuilt expert by expert, but each token goes through one")
  func cost() {
    func operations(_ experts: Experts?, _ sharing: String) -> Int {
      TrainingCost(description(sharing, experts), lengths: [2, 3], rowsRead: [1, 2]).fullOperations
    }
    let scores = 6 * 5 * 3 * 8
    let separate = Experts(count: 3, shares: .none)
    #expect(operations(separate, "none") == operations(nil, "none") + 4 * scores)
    #expect(
      operations(Experts(count: 3, layers: [1, 2], shares: .none), "none")
        == operations(nil, "none") + 2 * scores)
    #expect(
      operations(Experts(count: 3), "mpo") == operations(separate, "mpo")
        && operations(Experts(count: 3), "mpo") > operations(nil, "mpo") + 4 * scores)
  }

  @Test(
    "that a model can't have is refused when it is read",
    arguments: [
      ("\"count\" : 3", "\"count\" : 0", "has 0 experts; 1 to 1024 is wanted"),
      ("\"shares\" : \"none\"", "\"shares\" : \"central\"", "experts share central tensors"),
      ("\"gate\" : \"input\"", "\"gate\" : \"inside\"", "is no description of a model"),
    ])
  func damage(old: String, new: String, expected: String) throws {
    let model = description("all", Experts(count: 3, shares: .none))
    let bank = ParameterBank(ParameterLayout(model))
    let folder = try TemporaryFolder()
    _ = try StoredModel(description: model, bank: bank, vocabulary: Vocabulary([]))
      .write(into: folder.path)
    let path = folder.file("model.json")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(old), "\(text)")
    _ = try folder.write(text.replacing(old, with: new).utf8, to: "model.json")
    let error = #expect(throws: TensorFileError.self) { try StoredModel(folder: folder.path) }
    #expect(error?.description.contains(expected) == true, "\(error as Any)")
  }

  @Test("is no form of Transformers, and says so")
  func export() throws {
    let model = description("all", Experts(count: 3, shares: .none))
    let stored = StoredModel(
      description: model, bank: ParameterBank(ParameterLayout(model)), vocabulary: Vocabulary([]))
    let folder = try TemporaryFolder()
    let error = #expect(throws: ModelExportError.self) {
      try stored.export(as: .huggingFace, to: folder.file("out"))
    }
    #expect("\(error as Any)".contains("have experts"))
    _ = try stored.export(as: .bondlab, to: folder.file("own"))
  }
}
