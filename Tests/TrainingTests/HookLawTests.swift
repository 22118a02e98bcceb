import Models
import Options
import Tensors
import TestSupport
import Testing

@testable import Training

/// A hook of the catalog with options by which it does something.
struct HookCase: CustomTestStringConvertible, Sendable {
  let hook: any TrainingHook

  var testDescription: String { type(of: hook).variant.name }

  /// Options of hooks that do nothing, or can't be tried, without any.
  private static let options: [String: [String: Value]] = [
    "multipliers": [
      "select": .list([
        .map(["kind": .text("matrices")]), .map(["kind": .text("central")]),
      ]), "factor": .number(0.25),
    ]
  ]

  static let all = TrainingHookCatalog.all.map { kind in
    let name = kind.variant.name
    guard let options = options[name] else { return HookCase(hook: kind.init()) }
    return HookCase(hook: kind.init(reading: .map(options)))
  }
}

/// Laws of every hook of the catalog.
@Suite("training hooks")
struct HookLawTests {
  private static let steps = 14

  private func trainer(
    _ hooks: [any TrainingHook], _ holding: SmallRun.Holding, _ optimizer: any Optimizer,
    threads: Int = 1
  ) throws -> Trainer {
    try SmallRun(holding: holding).trainer(steps: Self.steps, threads: threads) { settings in
      (settings.hooks, settings.optimizer) = (hooks, optimizer)
      (settings.microBatches, settings.dropout) = (3, 0.1)
      settings.parameterGroups = [
        ParameterGroup([ParameterSelection(.matrices)], updateProbability: 0.5)
      ]
      settings.stopping = EarlyStopping(every: 3, patience: 5)
    }
  }

  private func bits(of trainer: Trainer) throws -> [UInt32] {
    let folder = try TemporaryFolder()
    try trainer.run(keepingBestAt: folder.file("best"))
    return withExtendedLifetime(folder) { trainer.bits }
  }

  @Test(
    "go on in the same bits where a run was cut off", arguments: HookCase.all,
    SmallRun.Holding.allCases)
  func resumed(tried: HookCase, holding: SmallRun.Holding) throws {
    let optimizers: [any Optimizer] = [AdamW(), MomentumSGD()]
    for optimizer in optimizers {
      let whole = try trainer([tried.hook], holding, optimizer)
      let wanted = try bits(of: whole)
      let folder = try TemporaryFolder()
      let (checkpoint, best) = (folder.file("checkpoint"), folder.file("best"))
      let first = try trainer([tried.hook], holding, optimizer)
      try first.run(keepingBestAt: best) { $0.step == 7 && !$0.isValidationDue }
      try Checkpoint.save(first, to: checkpoint)
      let second = try trainer([tried.hook], holding, optimizer)
      #expect(try Checkpoint.restore(second, from: checkpoint, best: best))
      #expect(second.bits == first.bits)
      try second.run(keepingBestAt: best)
      #expect(second.bits == wanted && second.curve == whole.curve)
      #expect(second.validationCurve == whole.validationCurve)
      withExtendedLifetime(folder) {}
    }
  }

  @Test(
    "give the same bits for any number of threads", arguments: HookCase.all,
    SmallRun.Holding.allCases)
  func threads(tried: HookCase, holding: SmallRun.Holding) throws {
    let results = try [1, 2, 3].map { threads in
      try bits(of: trainer([tried.hook], holding, AdamW(), threads: threads))
    }
    #expect(results[1] == results[0] && results[2] == results[0])
  }

  @Test(
    "change the numbers of a model, and nothing else", arguments: HookCase.all,
    SmallRun.Holding.allCases)
  func sameModel(tried: HookCase, holding: SmallRun.Holding) throws {
    let plain = try trainer([], holding, AdamW())
    let hooked = try trainer([tried.hook], holding, AdamW())
    let (one, other) = (try bits(of: plain), try bits(of: hooked))
    #expect(one != other)
    let (wanted, found) = (plain.trained.bank.layout, hooked.trained.bank.layout)
    #expect(found.parameters == wanted.parameters && found.count == wanted.count)
  }

  @Test("do nothing to a step that isn't finite", arguments: HookCase.all)
  func diverged(tried: HookCase) throws {
    let trainer = try trainer([tried.hook, PoisonHook()], .dense, AdamW())
    let before = trainer.bits
    #expect(throws: TrainingDiverged.self) { try trainer.advance() }
    #expect(trainer.bits == before && trainer.step == 0)
  }
}

/// Makes a gradient infinite.
private struct PoisonHook: TrainingHook {
  static let name = "poison"
  static let about = "makes a gradient infinite"
  static let options: [OptionProperty<PoisonHook>] = []

  func begin(
    _ model: StoredModel, learning: [Parameter], _ settings: TrainingSettings, workers: Workers
  ) throws -> any ActiveHook { Poison(model.bank) }

  private final class Poison: ActiveHook {
    private let bank: ParameterBank

    init(_ bank: ParameterBank) { self.bank = bank }

    func afterBackward(step: Int) { bank.gradients[0] = .infinity }
  }
}
