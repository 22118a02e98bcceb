import Models
import TestSupport
import Testing

@Suite("adapters and numbers that were computed from their papers")
struct AdapterFixtureTests {
  private let fixture: StrategyFixture

  init() throws { fixture = try StrategyFixture("adapters") }

  /// Returns one of several arrays that are stored as one.
  private func part(_ index: Int, of name: String) throws -> ArraySlice<Float> {
    let values = try fixture.values(name)
    let outer = try fixture.shape(name).count == 4 ? 2 : 1
    let count = try fixture.shape(name).dropFirst(outer).reduce(1, *)
    return values[(index * count)..<((index + 1) * count)]
  }

  private func expect(
    _ found: [Float], equals wanted: some Sequence<Float>,
    location: SourceLocation = #_sourceLocation
  ) {
    let distance = relativeDistance(found, wanted.map(Double.init), floor: 1e-12)
    #expect(distance < 1e-5, sourceLocation: location)
  }

  /// Compares a model's term, and then its matrix and what it makes of rows.
  private func check(
    _ model: AdapterModel, _ matrix: MatrixKind, layer: Int, whole: some Sequence<Float>,
    delta: some Sequence<Float>, output: some Sequence<Float>, of rows: [Float]
  ) throws {
    expect(model.weight(matrix, layer: layer), equals: delta)
    try model.setWhole(matrix, layer: layer, to: whole)
    expect(model.weight(matrix, layer: layer), equals: zip(whole, delta).map { $0 + $1 })
    expect(model.output(matrix, layer: layer, of: rows), equals: output)
  }

  @Test("a product of two factors")
  func lowRank() throws {
    let adapter = LoRA(
      rank: 2, scale: Float(try StrategyFixture.number("adapters", "lora", "scale")),
      matrices: [.intermediate])
    let model = AdapterModel(adapter, layers: 1, hidden: 8, intermediate: 12)
    #expect(
      try Double(model.adapterCount) == StrategyFixture.number("adapters", "lora", "parameters"))
    let names = [("adapter.down", "lora.a"), ("adapter.up", "lora.b")]
    for (factor, name) in names {
      try model.set(factor, of: .intermediate, layer: 0, to: fixture.values(name))
    }
    try check(
      model, .intermediate, layer: 0, whole: fixture.values("lora.weight"),
      delta: fixture.values("lora.delta"), output: fixture.values("lora.output"),
      of: fixture.values("x.8"))
    expect(model.weight(.intermediate, layer: 0), equals: try fixture.values("lora.merged"))
  }

  @Test("a product of three factors", arguments: ["start", "trained"])
  func deep(state: String) throws {
    var adapter = DeepLoRA()
    adapter.rank = 4
    adapter.matrices = [.intermediate]
    let model = AdapterModel(adapter, layers: 1, hidden: 8, intermediate: 12)
    #expect(
      try Double(model.adapterCount)
        == StrategyFixture.number("adapters", "deep-lora", "parameters"))
    for number in 1...3 {
      try model.set(
        "adapter.factor.\(number)", of: .intermediate, layer: 0,
        to: fixture.values("deep-lora.\(state).\(number)"))
    }
    try check(
      model, .intermediate, layer: 0, whole: fixture.values("deep-lora.weight"),
      delta: fixture.values("deep-lora.\(state).delta"),
      output: fixture.values("deep-lora.\(state).output"), of: fixture.values("x.8"))
    expect(
      model.weight(.intermediate, layer: 0),
      equals: try fixture.values("deep-lora.\(state).merged"))
  }

  @Test("three factors start as small as the paper's", arguments: [false, true])
  func deepStart(isCompressed: Bool) throws {
    var adapter = DeepLoRA()
    adapter.rank = 4
    adapter.isCompressed = isCompressed
    adapter.matrices = [.intermediate]
    adapter.startScale = try StrategyFixture.number("adapters", "deep-lora", "eps")
    let model = AdapterModel(adapter, layers: 1, hidden: 8, intermediate: 12)
    model.bank.startFresh(seed: 4, model.description.encoder)
    try model.setWhole(.intermediate, layer: 0, to: [Float](repeating: 0, count: 96))
    let squares = model.weight(.intermediate, layer: 0).reduce(0.0) {
      $0 + Double($1) * Double($1)
    }
    let wanted = try StrategyFixture.number("adapters", "deep-lora", "norm_of_start_delta")
    #expect(abs(squares.squareRoot() / wanted - 1) < 1e-5)
  }

  @Test("vectors between shared factors, with a core or without", arguments: ["cp", "tucker"])
  func modes(form: String) throws {
    var adapter = SharedFactors()
    adapter.rank = 3
    adapter.form = try #require(SharedFactors.Form(rawValue: form))
    let model = AdapterModel(adapter, layers: 2, hidden: 12, intermediate: 48)
    try setOuterFactors(of: model, "mode")
    let own = form == "cp" ? "lambda" : "core"
    try model.set("encoder.shared.adapter.\(own)", to: fixture.values("mode.\(own)"))
    let count = form == "cp" ? "cp_with_lambda" : "tucker"
    #expect(
      try Double(model.adapterCount)
        == StrategyFixture.number("adapters", "mode", "parameters", count))
    for layer in 0..<2 {
      for (column, matrix) in MatrixKind.attention.enumerated() {
        let index = 4 * layer + column
        try model.set("adapter.vector", of: matrix, layer: layer, to: part(index, of: "mode.p"))
        try check(
          model, matrix, layer: layer, whole: part(index, of: "mode.weights"),
          delta: part(index, of: "mode.\(form).delta"),
          output: part(index, of: "mode.\(form).output"), of: fixture.values("x.12"))
        expect(
          model.weight(matrix, layer: layer), equals: try part(index, of: "mode.\(form).merged"))
      }
    }
  }

  @Test("matrices between shared factors")
  func tensorTrain() throws {
    var adapter = SharedFactors()
    adapter.form = .tensorTrain
    adapter.rank = 3
    adapter.scale = Float(try StrategyFixture.number("adapters", "fact", "scale"))
    adapter.matrices = MatrixKind.allCases
    let model = AdapterModel(adapter, layers: 2, hidden: 12, intermediate: 48)
    #expect(
      try Double(model.adapterCount) == StrategyFixture.number("adapters", "fact", "parameters"))
    try setOuterFactors(of: model, "fact")
    for layer in 0..<2 {
      for (column, matrix) in MatrixKind.attention.enumerated() {
        try checkTrain(model, matrix, layer: layer, index: 4 * layer + column, "fact.attention")
      }
      try checkTrain(model, .intermediate, layer: layer, index: layer, "fact.up")
      try checkTrain(model, .output, layer: layer, index: layer, "fact.down")
    }
  }

  private func checkTrain(
    _ model: AdapterModel, _ matrix: MatrixKind, layer: Int, index: Int, _ name: String
  ) throws {
    try model.set("adapter.middle", of: matrix, layer: layer, to: part(index, of: "\(name).s"))
    let rows = try fixture.values(matrix == .output ? "fact.hidden" : "x.12")
    try check(
      model, matrix, layer: layer, whole: part(index, of: "\(name).weights"),
      delta: part(index, of: "\(name).delta"), output: part(index, of: "\(name).output"),
      of: rows)
  }

  private func setOuterFactors(of model: AdapterModel, _ name: String) throws {
    try model.set("encoder.shared.adapter.right", to: fixture.values("\(name).u"))
    try model.set("encoder.shared.adapter.left", to: fixture.values("\(name).v"))
  }

  @Test("vectors are a core whose only numbers are on its diagonal, for cut matrices, too")
  func diagonalCore() throws {
    var adapter = SharedFactors()
    adapter.rank = 3
    adapter.matrices = MatrixKind.allCases
    let vectors = AdapterModel(adapter, layers: 2, hidden: 6, intermediate: 24)
    adapter.form = .tucker
    let mixed = AdapterModel(adapter, layers: 2, hidden: 6, intermediate: 24)
    var numbers = SeededNumbers(seed: 2)
    let drawn = numbers.floats(3)
    for parameter in mixed.bank.layout.parameters where parameter.name.contains("adapter") {
      let values = numbers.floats(parameter.count)
      try mixed.set(parameter.name, to: values)
      if vectors.bank.layout[parameter.name] != nil { try vectors.set(parameter.name, to: values) }
    }
    try vectors.set("encoder.shared.adapter.lambda", to: drawn)
    try mixed.set(
      "encoder.shared.adapter.core", to: (0..<27).map { $0 % 13 == 0 ? drawn[$0 / 13] : 0 })
    for layer in 0..<2 {
      for matrix in MatrixKind.allCases {
        let wanted = mixed.weight(matrix, layer: layer)
        #expect(wanted.contains { abs($0) > 0.01 })
        expect(vectors.weight(matrix, layer: layer), equals: wanted)
      }
    }
  }
}
