import TestSupport
import Tensors
import Testing
import Tokenization

@testable import Models

/// The fixture's layer and its three fine-tunings, as the inner matrix of encoders of one layer.
private struct TunedLayer {
  let fixture: StrategyFixture
  let tuned: FineTunedModels

  init() throws {
    let fixture = try StrategyFixture("smile")
    self.fixture = fixture
    let (weights, biases) = try (fixture.values("weights"), fixture.values("biases"))
    tuned = FineTunedModels(
      base: try Self.model(fixture.values("base.weight"), fixture.values("base.bias")),
      tasks: ["a", "b", "c"],
      models: try (0..<3).map { index in
        try Self.model(
          Array(weights[index * 80..<(index + 1) * 80]),
          Array(biases[index * 8..<(index + 1) * 8]))
      })
  }

  private static func model(_ weight: [Float], _ bias: [Float]) throws -> StoredModel {
    let description = ModelDescription(
      encoder: EncoderShape(
        layers: 1, hidden: 10, heads: 2, intermediate: 8, embedding: 10, vocabulary: 5,
        positions: 4),
      sharing: NoSharing(), classes: ["one", "other"])
    let bank = ParameterBank(ParameterLayout(description))
    bank["encoder.layer.0.intermediate.dense.weight"] = weight
    bank["encoder.layer.0.intermediate.dense.bias"] = bias
    return StoredModel(
      description: description, bank: bank, vocabulary: Vocabulary(ExportCase.pieces))
  }

  func merged(rank: Int?, top: Int = 1) throws -> StoredModel {
    let terms = RoutedTerms(count: 3, rank: rank, gateRank: 2, top: top)
    return try #require(tuned.routed(by: terms, threads: 2) { _, _ in true })
  }

  /// Computes what the layer makes of the fixture's rows, [6, 8].
  func output(of model: StoredModel) throws -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 2), recording: false)
    let weights = EncoderWeights(
      model.description, bank: model.bank, tape: tape, learning: false)
    let x = tape.constant(try fixture.values("x"), shape: [6, 10])
    return weights.apply(.intermediate, layer: 0, to: x, on: tape).numbers
  }

  static func part(_ part: String, ofExpert number: Int) -> String {
    "encoder.layer.0.intermediate.expert.\(number + 1).\(part)"
  }
}

private func distance(_ found: [Float], _ wanted: [Float]) -> Double {
  relativeDistance(found, wanted.map { Double($0) })
}

@Suite("terms of experts that a router chooses")
struct RoutedTermTests {
  private static let ranks: [(name: String, rank: Int?)] = [("1", 1), ("3", 3), ("full", nil)]

  @Test("are the fixture's, at every rank and number of experts for a token")
  func outputs() throws {
    let layer = try TunedLayer()
    for (name, rank) in Self.ranks {
      for top in [1, 2] {
        let found = try layer.output(of: layer.merged(rank: rank, top: top))
        let wanted = try layer.fixture.values("rank-\(name).top-\(top).output")
        #expect(distance(found, wanted) < 1e-5, "rank \(name), top \(top)")
      }
    }
  }

  @Test("have experts that are what fine-tuning added, cut to their rank, and as many numbers")
  func experts() throws {
    let layer = try TunedLayer()
    for (name, rank) in Self.ranks {
      let bank = try layer.merged(rank: rank).bank
      let inner = rank ?? 8
      for expert in 0..<3 {
        let up = try #require(bank[TunedLayer.part("up", ofExpert: expert)])
        let down = try #require(bank[TunedLayer.part("down", ofExpert: expert)])
        let product = matrixProduct(
          up.map { Double($0) }, down.map { Double($0) }, rows: 8, inner: inner, columns: 10)
        let wanted = try layer.fixture.values("rank-\(name).expert.\(expert).delta")
        #expect(distance(product.map { Float($0) }, wanted) < 1e-5)
      }
      let count = bank.layout.parameters.reduce(0) {
        $0 + ($1.name.hasPrefix("encoder.layer.0.intermediate.") ? $1.count : 0)
      }
      let wanted = try StrategyFixture.number("smile", "parameters", name)
      #expect(Double(count) == wanted)
    }
  }

  @Test("have the fixture's scores, weights and order")
  func router() throws {
    let layer = try TunedLayer()
    let bank = try layer.merged(rank: 1).bank
    let tape = Tape(arena: Arena(), workers: Workers(threads: 2), recording: false)
    let x = tape.constant(try layer.fixture.values("x"), shape: [6, 10])
    let projections = try (0..<3).map { expert in
      let gate = try #require(bank[TunedLayer.part("gate", ofExpert: expert)])
      return tape.linear(x, weight: tape.constant(gate, shape: [2, 10]), bias: nil)
    }
    func byRow(_ experts: [[Float]]) -> [Float] {
      (0..<6).flatMap { row in experts.map { $0[row] } }
    }
    let norms = projections.map { projection -> [Float] in
      let squares = projection.numbers.map { $0 * $0 }
      return (0..<6).map { (squares[2 * $0] + squares[2 * $0 + 1]).squareRoot() }
    }
    #expect(distance(byRow(norms), try layer.fixture.values("router.scores")) < 1e-5)
    let wanted = [3: "router.weights", 1: "top-1.weights", 2: "top-2.weights"]
    for (top, name) in wanted {
      let weights = byRow(tape.routingWeights(projections, top: top).map(\.numbers))
      #expect(distance(weights, try layer.fixture.values(name)) < 1e-5)
    }
    let order = (0..<6).flatMap { row in
      (0..<3).sorted { norms[$0][row] > norms[$1][row] }.map { Double($0) }
    }
    #expect(try order == StrategyFixture.numbers("smile", "order"))
  }

  @Test("give the fine-tuned layer where the router is made to choose its expert")
  func forced() throws {
    let layer = try TunedLayer()
    let wanted = try layer.fixture.values("forced.full.output")
    for chosen in 0..<3 {
      let merged = try layer.merged(rank: nil)
      force(chosen, in: merged)
      let found = try layer.output(of: merged)
      #expect(distance(found, Array(wanted[chosen * 48..<(chosen + 1) * 48])) < 1e-5)
    }
  }

  @Test("average and task arithmetic are the fixture's")
  func linear() throws {
    let layer = try TunedLayer()
    for (name, own, each) in [("average", 0.0, 1.0 / 3), ("arithmetic", 1 - 0.9, 0.3)] {
      let merged = layer.tuned.linearCombination(baseFactor: own, modelFactor: each)
      let wanted = try layer.fixture.values("\(name).output")
      #expect(distance(try layer.output(of: merged), wanted) < 1e-5)
    }
  }

  /// Zeroes the gates of all experts but one, so that its score is the largest of each token.
  private func force(_ chosen: Int, in model: StoredModel) {
    for parameter in model.bank.layout.parameters
    where parameter.name.hasSuffix(".gate")
      && !parameter.name.hasSuffix("expert.\(chosen + 1).gate")
    {
      model.bank[parameter.name] = [Float](repeating: 0, count: parameter.count)
    }
  }

  /// A model of two tasks' fine-tunings that differ from the base in matrices, biases of linear
  /// layers, pooler and classifier alone.
  private func tunedModels(_ sharing: String) -> FineTunedModels {
    let description = ExportCase.description(sharing, embedding: 48) {
      $0.adapter = nil
      $0.classes = ["one", "other"]
    }
    let base = ExportCase(description).model
    let models = [UInt64(21), 22].map { seed in
      var numbers = SeededNumbers(seed: seed)
      let model = ExportCase(description).model
      for parameter in model.bank.layout.parameters where Self.isTuned(parameter) {
        let change = numbers.floats(parameter.count, scale: 0.1)
        model.bank[parameter.name] = zip(base.bank[parameter.name] ?? [], change)
          .map { $0 + $1 }
      }
      return model
    }
    return FineTunedModels(base: base, tasks: ["a", "b"], models: models)
  }

  private static func isTuned(_ parameter: Parameter) -> Bool {
    switch parameter.part {
    case .matrices, .pooler, .heads: true
    case .vectors: parameter.owner?.isOfNorm == false
    default: false
    }
  }

  private func scores(_ model: StoredModel, task: String? = nil) -> [Float] {
    ExportCase.sequences.flatMap { ids, segments -> [Float] in
      let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
      let weights = EncoderWeights(
        model.description, bank: model.bank, tape: tape, learning: false)
      let tokens = PackedTokens(
        ids: ids, segments: segments, positions: ids.indices.map { Int32($0) },
        offsets: [0, ids.count])
      let encoder = Encoder(weights, tape: tape)
      let first = encoder.lastStates(tokens, reading: ReadRows(firstOf: tokens.sequences))
      return encoder.classLogits(first, task: task).numbers
    }
  }

  private func merged(_ tuned: FineTunedModels, rank: Int? = nil) throws -> StoredModel {
    let terms = RoutedTerms(count: tuned.models.count, rank: rank, gateRank: 1, top: 1)
    return try #require(tuned.routed(by: terms, threads: 2) { _, _ in true })
  }

  @Test(
    "make a whole model that computes what a fine-tuned one does, by its task's head",
    arguments: ["none", "all", "attention"])
  func wholeModels(sharing: String) throws {
    let tuned = tunedModels(sharing)
    #expect(tuned.problem(adapters: false) == nil)
    for (index, task) in tuned.tasks.enumerated() {
      let model = try merged(tuned)
      force(index, in: model)
      #expect(distance(scores(model, task: task), scores(tuned.models[index])) < 1e-4)
    }
  }

  @Test("are each shared matrix's once, and its own where layers share nothing")
  func shared() throws {
    func experts(_ sharing: String) throws -> Int {
      try merged(tunedModels(sharing), rank: 2).bank.layout.parameters
        .count { $0.name.hasSuffix(".up") }
    }
    #expect(try experts("all") == 2 * (6 + 1))
    #expect(try experts("attention") == 2 * (4 + 4 * 2 + 1))
    #expect(try experts("none") == 2 * (4 * 6 + 1))
  }

  @Test("of models that are the base itself change nothing, nor do those of one entry fail")
  func degenerate() throws {
    let tuned = tunedModels("none")
    let same = FineTunedModels(
      base: tuned.base, tasks: ["a", "b"], models: [tuned.base, tuned.base])
    // Feed-forward networks with experts are computed matrix by matrix, which rounds otherwise.
    #expect(distance(scores(try merged(same), task: "b"), scores(tuned.base)) < 1e-5)
    let changed = ExportCase(tuned.base.description).model
    let name = "encoder.layer.1.output.dense.weight"
    changed.bank[name]?[5] += 1
    let one = FineTunedModels(base: tuned.base, tasks: ["a", "b"], models: [changed, tuned.base])
    let model = try merged(one)
    #expect(model.bank.values.allSatisfy { $0.isFinite })
    #expect(distance(scores(model, task: "a"), scores(changed)) < 1e-4)
  }

  @Test("are written and read, counted, and refused where Transformers has no place for them")
  func files() throws {
    let model = try merged(tunedModels("none"), rank: 3)
    let folder = try TemporaryFolder()
    let files = try model.write(into: folder.path)
    let again = try StoredModel(files: files)
    #expect(again.description == model.description)
    #expect(Array(again.bank.values) == Array(model.bank.values))
    let error = #expect(throws: ModelExportError.self) {
      try model.export(as: .huggingFace, to: folder.file("export"))
    }
    #expect(error?.description.contains("experts that a router chooses among") == true)
    var plain = model.description
    plain.routedTerms = nil
    func operations(_ description: ModelDescription) -> Int {
      TrainingCost(description, lengths: [3], rowsRead: [1]).fullOperations
    }
    // Four matrices of 48 × 48 and two of 96 × 48 in each of four layers, for three tokens, and the
    // pooler for one sequence.
    let square = 2 * (3 * 96 + 48)
    let both = 2 * (3 * 144 + 48) + 2 * (3 * 144 + 96)
    #expect(
      operations(model.description) - operations(plain)
        == 6 * (4 * 3 * (4 * square + both) + square))
  }

  @Test("merging names the parameter that differs, or what is missing")
  func problems() throws {
    let base = tunedModels("none").base.description
    func problem(_ change: (inout ModelDescription) -> Void) -> String {
      var model = base
      change(&model)
      return base.problem(ofMerging: model, task: "a", adapters: true) ?? ""
    }
    #expect(problem { _ in } == "")
    #expect(problem { $0.encoder.layers = 3 }.hasPrefix("the model of 'a' lacks encoder.layer.3."))
    #expect(problem { $0.encoder.layers = 5 }.contains("'a' has encoder.layer.4."))
    #expect(
      problem { $0.encoder.positions = 9 }
        == "embeddings.position_embeddings.weight is [9, 48] in the model of 'a' and [16, 48] in "
        + "the base")
    #expect(problem { $0.encoder.heads = 2 }.contains("computes otherwise than the base"))
    #expect(problem { $0.classes = [] }.contains("no classifier"))
    #expect(problem { $0.adapter = LoRA(rank: 2) }.contains("which the base lacks"))
    #expect(
      problem { $0.routedTerms = RoutedTerms(count: 1, rank: 1, gateRank: 1, top: 1) }
        .contains("can't be merged again"))
  }
}
