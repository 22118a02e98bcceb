import Models
import TestSupport
import Testing

@Suite("a loop of layers")
struct LoopTests {
  private static let relaxed = LoopSharing(before: 1, after: 1) {
    $0.hasOutputScales = true
    $0.hasInjection = true
  }

  @Test(
    "computes what tied blocks do, bit for bit, as it starts", arguments: [false, true],
    [false, true])
  func blocks(hasOutputScales: Bool, hasInjection: Bool) {
    let blocks = LoopCase(BlockSharing(unique: 2, order: .cycle), layers: 5).shaken()
    let loop = LoopCase(
      LoopSharing(core: 2) {
        $0.hasOutputScales = hasOutputScales
        $0.hasInjection = hasInjection
      }, layers: 5)
    for parameter in blocks.model.bank.layout.parameters {
      #expect(loop.model.bank.layout[parameter.name] != nil, "\(parameter.name)")
      loop.model.bank[parameter.name] = blocks.model.bank[parameter.name]
    }
    #expect(loop.logits().map(\.bitPattern) == blocks.logits().map(\.bitPattern))
    #expect(loop.logits().contains { abs($0) > 0.1 })
  }

  @Test("shares the layers of the core, in a cycle, and no other")
  func owners() {
    let loop = LoopSharing(before: 1, core: 2, after: 1)
    #expect(loop.owners(layers: 7) == [0, 1, 2, 1, 2, 1, 6])
    #expect(loop.owners(layers: 4) == [0, 1, 2, 3])
    #expect(loop.owners(layers: 2) == [0, 1] && loop.owners(layers: 1) == [0])
    #expect(LoopSharing(core: 3).owners(layers: 7) == [0, 1, 2, 0, 1, 2, 0])
  }

  @Test(
    "has as many parameters as its formula says",
    arguments: [(12, 256), (6, 64), (3, 16), (1, 8), (24, 32)])
  func counts(layers: Int, width: Int) throws {
    let block = 12 * width * width + 13 * width
    func count(_ sharing: LoopSharing) -> Int {
      let shape = EncoderShape(
        layers: layers, hidden: width, heads: 2, intermediate: 4 * width, embedding: width,
        vocabulary: 1, positions: 8)
      let layout = ParameterLayout(ModelDescription(encoder: shape, sharing: sharing))
      return layout.parameters.reduce(0) { $0 + ($1.owner == nil ? 0 : $1.count) }
    }
    let scales = layers * width
    let injection = 2 * width * width + width
    #expect(count(LoopSharing()) == block)
    #expect(count(LoopSharing { $0.hasOutputScales = true }) == block + scales)
    #expect(count(LoopSharing { $0.hasInjection = true }) == block + injection)
    // A layer before, at most two in the core and a layer after it; from 2 layers on no core is
    // left.
    let own = LoopSharing(before: 1, core: 2, after: 1) { $0.hasInjection = true }
    #expect(count(own) == min(layers, 4) * block + (layers > 2 ? injection : 0))
  }

  @Test("has the counts that were worked out for 12 layers of width 256")
  func expectedCounts() throws {
    let tied = LoopCase(LoopSharing(), layers: 12, hidden: 256).countInLayers
    #expect(try Double(tied) == StrategyFixture.number("loop", "tied"))
    var sharing = LoopSharing { $0.hasOutputScales = true }
    let scaled = LoopCase(sharing, layers: 12, hidden: 256).countInLayers
    #expect(try Double(scaled) == StrategyFixture.number("loop", "tied_with_output_scales"))
    sharing.form.hasInjection = true
    let all = LoopCase(sharing, layers: 12, hidden: 256).countInLayers
    #expect(
      try Double(all) == StrategyFixture.number("loop", "tied_with_output_scales_and_injection"))
  }

  @Test(
    "has the gradients that differences show",
    arguments: [
      "encoder.layer.0.layer_output.scale", "encoder.layer.2.layer_output.scale",
      "encoder.shared.injection.weight", "encoder.shared.injection.bias",
    ])
  func gradients(name: String) throws {
    let loop = LoopCase(Self.relaxed, layers: 4).shaken()
    _ = loop.weightedSum()
    let bank = loop.model.bank
    let parameter = try #require(bank.layout[name])
    let gradient = Array(bank.gradients[parameter.range])
    let squares = gradient.reduce(0) { $0 + Double($1) * Double($1) }
    let values = try #require(bank[name])
    let step = Float(1e-2 / squares.squareRoot())
    let sums = [step, -step].map { step in
      bank[name] = zip(values, gradient).map { $0 + step * $1 }
      return loop.weightedSum()
    }
    let slope = (sums[0] - sums[1]) / (2 * Double(step))
    #expect(squares > 1e-4 && abs(slope - squares) < 0.01 * squares, "\(slope), \(squares)")
  }

  @Test("is exported with its output scales in the norms, the same bits", arguments: [16, 48])
  func export(width: Int) throws {
    let description = ExportCase.description("loop", embedding: width) {
      $0.sharing = LoopSharing(core: 2) { $0.hasOutputScales = true }
      $0.hasLanguageHead = true
    }
    let model = ExportCase(description).model
    let folder = try TemporaryFolder()
    _ = try model.export(as: .huggingFace, to: folder.file("model"))
    let read = try ImportedModel(huggingFace: folder.file("model")).model
    #expect(
      ExportCase.scores(of: read).map(\.bitPattern)
        == ExportCase.scores(of: model).map(\.bitPattern))
  }

  @Test("is not exported to Transformers with an injection, which the message names")
  func refusal() throws {
    let description = ExportCase.description("loop") {
      $0.sharing = LoopSharing { $0.hasInjection = true }
    }
    let model = ExportCase(description).model
    let folder = try TemporaryFolder()
    let error = #expect(throws: ModelExportError.self) {
      try model.export(as: .huggingFace, to: folder.file("model"))
    }
    #expect("\(error as Any)".contains("injection"))
  }

  @Test("gives its output scales to the norms of a model without them")
  func withoutScales() {
    let loop = LoopCase(
      LoopSharing(before: 1) { $0.hasOutputScales = true }, layers: 4
    ).shaken()
    var description = loop.model.description
    description.sharing = NoSharing()
    let bank = ParameterBank(ParameterLayout(description))
    bank.start(description, from: DonorMatrices(loop.model), seed: 1)
    let dense = LoopCase(
      StoredModel(description: description, bank: bank, vocabulary: loop.model.vocabulary))
    #expect(dense.logits().map(\.bitPattern) == loop.logits().map(\.bitPattern))
  }
}
