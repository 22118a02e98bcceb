import Models
import Options
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite("the moments of training hooks")
struct HookTests {
  @Test("come in their order, and the bank is folded last")
  func order() throws {
    let notes = Notes()
    let trainer = try SmallRun().trainer(steps: 2) { $0.hooks = [NotingHook(notes)] }
    try trainer.advance()
    try trainer.advance()
    #expect(
      notes.calls == [
        "before 1", "loss", "backward 1", "after 1", "fold",
        "before 2", "loss", "backward 2", "after 2", "fold",
      ])
  }

  @Test("add a term to the loss once, however the batch is cut", arguments: [1, 3], [false, true])
  func extraLoss(microBatches: Int, recomputes: Bool) throws {
    let step = StepCase(
      run: SmallRun(), microBatches: microBatches, recomputes: recomputes)
    func pass(_ hooks: [any ActiveHook]) -> (loss: Double, model: StoredModel) {
      let (model, workers) = (step.model, Workers(threads: 2))
      let gradients = GradientPass(model.description, step.settings, frozen: [], hooks: hooks)
      let loss = workers.together {
        gradients.run(step.batch, model.bank, step: 0, arena: Arena(), workers: workers)
      }
      return (loss, model)
    }
    let (plain, hooked) = (pass([]), pass([Attraction()]))
    let names = (0..<2).map { "encoder.layer.\($0).attention.self.query.weight" }
    let matrices = try names.map { try #require(plain.model.bank[$0]) }
    let differences = zip(matrices[0], matrices[1]).map { Double($0 - $1) }
    let squares = differences.reduce(0) { $0 + $1 * $1 }
    let count = Double(differences.count)
    #expect(abs(hooked.loss - plain.loss - 2 * squares / count) < 1e-5 * squares / count)
    for parameter in plain.model.bank.layout.parameters {
      let found = Array(hooked.model.bank.gradients[parameter.range])
      let without = Array(plain.model.bank.gradients[parameter.range])
      guard parameter.name == names[0] else {
        #expect(found.map(\.bitPattern) == without.map(\.bitPattern), "\(parameter.name)")
        continue
      }
      let wanted = zip(without, differences).map { Double($0) + 4 * $1 / count }
      #expect(relativeDistance(found, wanted) < 1e-5)
    }
  }

  @Test("may move parameters by themselves, under the rules of their groups")
  func taken() throws {
    let trainer = try SmallRun().trainer(steps: 1) { settings in
      settings.hooks = [SteadyHook()]
      settings.parameterGroups = [
        ParameterGroup([ParameterSelection(.matrices)], learningRateFactor: 3)
      ]
      settings.schedule = .constant
      settings.warmup = 0
    }
    let before = trainer.model.bank.allValues
    try trainer.advance()
    for parameter in trainer.model.bank.layout.parameters where parameter.part == .matrices {
      for index in parameter.range {
        #expect(trainer.model.bank.values[index] == before[index] + 0.03)
      }
    }
  }

  @Test("two hooks can't move one parameter, and one must fit the model and the optimizer")
  func misfits() {
    let model = SmallRun().model()
    func misfit(_ hooks: [any TrainingHook], _ optimizer: any Optimizer = AdamW()) -> String? {
      var settings = TrainingSettings()
      (settings.hooks, settings.optimizer) = (hooks, optimizer)
      settings.frozen = [ParameterSelection(.embeddings)]
      return settings.misfitOfHooks(model.description, in: model.bank.layout)?.problem
    }
    var narrow = CopiesHook()
    narrow.selections = [ParameterSelection(.matrices, matrices: [.output])]
    var factors = UpdateMultipliersHook()
    factors.selections = [ParameterSelection(.matrices)]
    #expect(misfit([CopiesHook(), factors]) == nil)
    #expect(
      misfit([CopiesHook(), narrow])
        == "two hooks move encoder.layer.0.output.dense.weight")
    narrow.selections = [ParameterSelection(.embeddings), ParameterSelection(.central)]
    #expect(misfit([narrow]) == "`copies` selects no parameter that learns")
    #expect(
      misfit([factors], LAMB())
        == "`multipliers` can't multiply the updates of the optimizer 'lamb'")
    #expect(misfit([factors], MomentumSGD()) == nil)
    factors.selections = [ParameterSelection(.adapters)]
    #expect(misfit([factors]) == "`multipliers` selects no parameter that learns")
    var fresh = CopiesHook()
    fresh.start = .independent
    #expect(misfit([fresh]) == nil)
    fresh.spread = 0.2
    #expect(misfit([fresh])?.contains("`spread` is for copies that start around") == true)
  }

  @Test("the memory that copies and multipliers need is counted")
  func memory() {
    let model = SmallRun().model()
    let matrices = model.bank.layout.parameters.filter { $0.part == .matrices }
    let selected = matrices.reduce(0) { $0 + $1.count }
    var settings = TrainingSettings()
    var factors = UpdateMultipliersHook()
    factors.selections = [ParameterSelection(.matrices)]
    let layout = model.bank.layout
    #expect(settings.numbersKept(model.description, in: layout) == 4 * layout.count)
    settings.hooks = [CopiesHook(), factors]
    #expect(
      settings.numbersKept(model.description, in: layout) == 4 * layout.count + 10 * selected)
  }
}

/// The calls of a hook, in their order.
private final class Notes: ActiveHook, @unchecked Sendable {
  // Guard: one training on one thread uses it.
  private(set) var calls: [String] = []

  func beforeForward(step: Int) { calls.append("before \(step)") }

  func extraLoss(
    _ weights: EncoderWeights, on tape: Tape
  ) -> (variable: Variable, value: Double)? {
    calls.append("loss")
    return nil
  }

  func afterBackward(step: Int) { calls.append("backward \(step)") }

  func afterStep(step: Int) { calls.append("after \(step)") }

  func fold() { calls.append("fold") }
}

private struct NotingHook: TrainingHook {
  static let name = "noting"
  static let about = "notes its calls"
  static let options: [OptionProperty<NotingHook>] = []

  private let notes: Notes

  init() { self.init(Notes()) }
  init(_ notes: Notes) { self.notes = notes }

  func begin(
    _ model: StoredModel, learning: [Parameter], _ settings: TrainingSettings, workers: Workers
  ) throws -> any ActiveHook { notes }
}

/// Adds to the loss twice the mean squared distance of the first query matrix to the second one,
/// which gets no gradient.
private final class Attraction: ActiveHook {
  func extraLoss(
    _ weights: EncoderWeights, on tape: Tape
  ) -> (variable: Variable, value: Double)? {
    let distance = tape.meanSquaredDistance(
      weights.weight(.query, layer: 0), to: weights.weight(.query, layer: 1))
    return (tape.scale(distance.loss, by: 2), 2 * Double(distance.mean))
  }
}

/// Adds the learning rate to matrices, whatever their gradients are.
private struct SteadyHook: TrainingHook {
  static let name = "steady"
  static let about = "adds the learning rate to matrices"
  static let options: [OptionProperty<SteadyHook>] = []

  func begin(
    _ model: StoredModel, learning: [Parameter], _ settings: TrainingSettings, workers: Workers
  ) throws -> any ActiveHook { Steady(model.bank) }

  private final class Steady: ActiveHook {
    let taken: Set<String>
    private let bank: ParameterBank

    init(_ bank: ParameterBank) {
      self.bank = bank
      taken = bank.layout.names(in: [ParameterSelection(.matrices)])
    }

    func update(_ parameter: Parameter, _ move: ParameterMove, by optimizer: any Optimizer) {
      for index in move.range { bank.values[index] += Float(move.rate) }
    }
  }
}
