import Datasets
import Models
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite("a loop of layers at other depths")
struct LoopDepthTests {
  /// A layer before and one after a core of two layers, which 8 layers go through three times.
  private static let sharing = LoopSharing(before: 1, core: 2, after: 1) {
    $0.hasInjection = true
    $0.hasRandomDepth = true
  }

  @Test("keeps all tied parameters, own layers and output scales", arguments: [4, 5, 12])
  func otherDepth(layers: Int) throws {
    var sharing = Self.sharing
    sharing.form.hasOutputScales = true
    let trained = LoopCase(sharing, layers: 8).shaken()
    let other = trained.withLayers(layers)
    for parameter in other.model.bank.layout.parameters where parameter.part != .adapters {
      let name = parameter.name.replacing("layer.\(layers - 1).", with: "layer.7.")
      #expect(other.model.bank[parameter.name] == trained.model.bank[name], "\(parameter.name)")
      #expect(trained.model.bank[name] != nil, "\(name)")
    }
    for part in ["weight", "bias"] {
      let name = "encoder.shared.injection.\(part)"
      let values = try #require(other.model.bank[name])
      #expect(values == trained.model.bank[name])
    }
    for layer in 0..<layers {
      let wanted =
        layer == layers - 1
        ? trained.outputScale(7)
        : layer < 7 ? trained.outputScale(layer) : [Float](repeating: 1, count: 16)
      let scale = try #require(other.outputScale(layer))
      #expect(scale == wanted, "\(layer)")
    }
  }

  @Test("computes the same at its own depth again")
  func sameDepth() {
    var sharing = Self.sharing
    sharing.form.hasOutputScales = true
    let trained = LoopCase(sharing, layers: 8).shaken()
    #expect(trained.withLayers(8).logits() == trained.logits())
    #expect(trained.withLayers(6).logits() != trained.logits())
  }

  @Test("computes in a step of random depth what a model of that depth does")
  func steps() {
    let loop = LoopCase(Self.sharing, layers: 8).shaken()
    var depths: Set<Int> = []
    for step: UInt64 in 0..<12 {
      let rounds = Self.sharing.form.drawnRounds(layers: 8, seed: 4, step: step)
      depths.insert(rounds)
      #expect(loop.logits(inStep: step) == loop.withLayers(2 + 2 * rounds).logits(), "\(rounds)")
    }
    #expect(depths.count > 2)
  }

  @Test("draws a step's rounds by seed and step alone, about as many as usual, up to a limit")
  func draws() {
    func rounds(seed: UInt64) -> [Int] {
      (0..<2000).map { Self.sharing.form.drawnRounds(layers: 12, seed: seed, step: $0) }
    }
    let drawn = rounds(seed: 1)
    #expect(drawn == rounds(seed: 1) && drawn != rounds(seed: 2))
    // Five rounds are usual.
    #expect(drawn.min() == 1 && drawn.max() == 10)
    let mean = Double(drawn.reduce(0, +)) / 2000
    #expect(mean > 5 && mean < 6.2, "\(mean)")
    #expect(LoopSharing(core: 2).form.drawnRounds(layers: 12, seed: 1, step: 1) == 6)
  }

  @Test("keeps the states that are asked for, whatever the depth of a step")
  func kept() throws {
    let loop = LoopCase(Self.sharing, layers: 8).shaken()
    for step: UInt64 in 0..<12 {
      try loop.encode(LoopCase.regularisation(inStep: step)) { encoder, _ in
        let all = encoder.hiddenStates(LoopCase.tokens)
        let rows = ReadRows(firstOf: LoopCase.sequences)
        let found = encoder.states(LoopCase.tokens, reading: rows, keeping: Set(0...8))
        #expect(found.kept.count == 9)
        for (layer, index) in [(0, 0), (1, 1), (7, all.count - 2), (8, all.count - 1)] {
          let state = try #require(found.kept[layer])
          #expect(state.numbers == all[index].numbers, "\(layer)")
        }
        _ = encoder.attentionScores(layer: 7, found)
      }
    }
  }

  /// A step's batch of masked tokens.
  private static var batch: ScoredBatch {
    ScoredBatch(
      tokens: LoopCase.tokens,
      goal: MaskedPieces(targets: [7, 5, 9, 10], rows: [2, 5, 8, 12]))
  }

  private func settings(_ change: (inout TrainingSettings) -> Void = { _ in }) -> TrainingSettings {
    var settings = TrainingSettings()
    (settings.seed, settings.dropout) = (4, 0.1)
    change(&settings)
    return settings
  }

  /// Computes the gradients of a step.
  private func gradients(
    _ settings: TrainingSettings, step: Int, threads: Int = 1, arena: Arena = Arena()
  ) -> [Float] {
    let model = LoopCase(Self.sharing, layers: 8).shaken().model
    let workers = Workers(threads: threads)
    _ = GradientPass(model.description, settings, frozen: [])
      .run(Self.batch, model.bank, step: step, arena: arena, workers: workers)
    return Array(model.bank.gradients)
  }

  @Test("gives the same gradients for any number of threads, and recomputed", arguments: 0..<4)
  func threads(step: Int) {
    let wanted = gradients(settings(), step: step)
    #expect(wanted.contains { $0 != 0 })
    for threads in [2, 3] {
      let found = gradients(settings(), step: step, threads: threads)
      #expect(found.map(\.bitPattern) == wanted.map(\.bitPattern))
    }
    #expect(gradients(settings { $0.recomputes = true }, step: step) == wanted)
  }

  @Test("draws one depth for all parts of a batch", arguments: 0..<4)
  func microBatches(step: Int) {
    let whole = gradients(settings { $0.dropout = 0 }, step: step)
    let parted = gradients(
      settings { ($0.dropout, $0.microBatches) = (0, 3) }, step: step)
    #expect(relativeDistance(parted, whole.map { Double($0) }) < 1e-5)
  }

  @Test("needs at most the memory that is planned, and all of it in the deepest steps")
  func memory() {
    let planned = TrainingMemory(
      LoopCase(Self.sharing, layers: 8).model.description, settings(),
      objective: ObjectiveCatalog.usual(for: .runningText), lengths: [5, 1, 8],
      rowsRead: [1, 1, 2])
    let deepest = Self.sharing.form.mostRounds(layers: 8)
    for step in 0..<24 {
      let arena = Arena()
      _ = gradients(settings(), step: step, arena: arena)
      let rounds = Self.sharing.form.drawnRounds(layers: 8, seed: 4, step: UInt64(step))
      #expect(arena.peakBytes <= planned.step)
      if rounds == deepest { #expect(arena.peakBytes == planned.step) }
    }
  }
}
