import Datasets
import Models
import Tensors
import TestSupport
import Testing

@testable import Training

/// A step's gradients and the memory that they take.
struct StepCase: CustomTestStringConvertible, Sendable {
  var run: SmallRun
  var layers = 2
  var microBatches = 1
  var recomputes = false
  var precision = Precision.float32

  var testDescription: String {
    "\(run), \(layers) layers, \(microBatches) parts, recomputing \(recomputes)"
  }

  /// Every objective and holding, in one part and in three, recomputing and not.
  static let all = SmallRun.all.flatMap { run in
    [1, 3].flatMap { parts in
      [false, true].map { StepCase(run: run, microBatches: parts, recomputes: $0) }
    }
  }

  static let lengths = [5, 1, 12, 7, 3, 9, 2]

  /// How many rows of each sequence a head reads.
  var rowsRead: [Int] {
    switch run.content {
    case .classes, .scores: Self.lengths.map { _ in 1 }
    case .runningText: Self.lengths.map { ($0 + 3) / 4 }
    case .answers: Self.lengths
    }
  }

  var model: StoredModel {
    var run = run
    run.layers = layers
    return run.model()
  }

  var settings: TrainingSettings {
    var settings = TrainingSettings(
      steps: 1, batchSize: Self.lengths.count, learningRate: 0.01, dropout: 0.1, seed: 3)
    (settings.microBatches, settings.recomputes) = (microBatches, recomputes)
    settings.precision = precision
    return settings
  }

  /// Sequences of random tokens, of which the last ones are read.
  var batch: ScoredBatch {
    var numbers = SeededNumbers(seed: 8)
    let offsets = Self.lengths.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
    let count = offsets[Self.lengths.count]
    let rows = zip(offsets.dropFirst(), rowsRead).flatMap { end, read in
      (end - read..<end).map { Int32($0) }
    }
    let isClassified = run.content == .classes
    let ids = (0..<count).map { _ in Int32.random(in: 5..<30, using: &numbers) }
    let targets = rows.map { _ in
      Int32.random(in: isClassified ? 0..<2 : 5..<30, using: &numbers)
    }
    return ScoredBatch(
      tokens: PackedTokens(
        ids: ids, segments: [Int32](repeating: 0, count: count),
        positions: Self.lengths.flatMap { (0..<$0).map { Int32($0) } }, offsets: offsets),
      goal: goal(targets, rows: rows))
  }

  private func goal(_ targets: [Int32], rows: [Int32]) -> any Goal {
    switch run.content {
    case .classes, .scores: ClassLabels(targets)
    case .runningText: MaskedPieces(targets: targets, rows: rows)
    case .answers: Self.spans
    }
  }

  /// Answers from the first third of each sequence to its end.
  private static let spans = AnswerEnds(
    starts: lengths.map { Int32($0 / 3) }, ends: lengths.map { Int32($0 - 1) })

  /// The loss, the gradients in the model's bank, and the arena's peak.
  func gradients(_ model: StoredModel, threads: Int = 1, arena: Arena = Arena()) -> Double {
    let workers = Workers(threads: threads)
    let pass = GradientPass(model.description, settings, frozen: [])
    return workers.together {
      pass.run(batch, model.bank, step: 0, arena: arena, workers: workers)
    }
  }
}

@Suite("gradients of a step")
struct GradientPassTests {
  @Test("need what was planned, and give all of it back", arguments: StepCase.all, [1, 2])
  func memory(step: StepCase, threads: Int) {
    let (model, arena) = (step.model, Arena())
    _ = step.gradients(model, threads: threads, arena: arena)
    let peak = arena.peakBytes
    let planned = TrainingMemory(
      model.description, step.settings, objective: ObjectiveCatalog.usual(for: step.run.content),
      lengths: StepCase.lengths, rowsRead: step.rowsRead)
    #expect(planned.step == peak)
    #expect(planned.parameters == model.bank.layout.count * 16)
    _ = step.gradients(model, threads: threads, arena: arena)
    // A block of all that was used fits at the front: nobody holds any of it.
    withExtendedLifetime(arena.block(peak / 4)) { #expect(arena.peakBytes == peak) }
  }

  @Test("of a deep model need far less memory where layers are computed anew")
  func recomputing() {
    for run in SmallRun.all {
      let peaks = [false, true].map { recomputes in
        let step = StepCase(run: run, layers: 12, recomputes: recomputes)
        return TrainingMemory(
          step.model.description, step.settings,
          objective: ObjectiveCatalog.usual(for: run.content), lengths: StepCase.lengths,
          rowsRead: step.rowsRead
        ).step
      }
      #expect(peaks[1] < peaks[0] * 2 / 3, "\(run)")
    }
  }

  @Test("are the same where layers are computed anew", arguments: SmallRun.all)
  func sameGradients(run: SmallRun) {
    let (kept, anew) = (StepCase(run: run, layers: 3).model, StepCase(run: run, layers: 3).model)
    let loss = StepCase(run: run, layers: 3).gradients(kept)
    #expect(StepCase(run: run, layers: 3, recomputes: true).gradients(anew) == loss)
    let (found, wanted) = (anew.bank.allGradients, kept.bank.allGradients)
    if run.holding == .dense {
      #expect(found.map(\.bitPattern) == wanted.map(\.bitPattern))
    } else {
      // Rebuilt matrices pass their gradients on layer by layer, rather than their sum once.
      #expect(relativeDistance(found, wanted.map { Double($0) }) < 1e-5)
    }
  }

  @Test("are the same bits for any number of threads", arguments: StepCase.all)
  func threads(step: StepCase) {
    let results = [1, 2, 3].map { threads in
      let model = step.model
      let loss = step.gradients(model, threads: threads)
      return [loss.bitPattern] + model.bank.allGradients.map { UInt64($0.bitPattern) }
    }
    #expect(results[1] == results[0] && results[2] == results[0])
  }
}
