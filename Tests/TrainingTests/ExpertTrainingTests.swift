import Models
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite("training of experts")
struct ExpertTrainingTests {
  /// A model of two layers whose experts have auxiliary tensors of their own.
  private func model(_ gate: Experts.Gate = .input, count: Int = 3) -> StoredModel {
    let plain = SmallRun(holding: .chains).model()
    var description = plain.description
    var experts = Experts()
    (experts.count, experts.gate) = (count, gate)
    description.experts = experts
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: 5, description.encoder)
    return StoredModel(description: description, bank: bank, vocabulary: plain.vocabulary)
  }

  private func trainer(_ threads: Int = 1, probability: Double = 1) throws -> Trainer {
    var settings = TrainingSettings(
      steps: 12, batchSize: 8, learningRate: 0.01, dropout: 0.1, seed: 3, logEvery: 4)
    settings.microBatches = 2
    settings.parameterGroups = [
      ParameterGroup([ParameterSelection(.central)], updateProbability: probability)
    ]
    return try Trainer(model(), data: SmallRun().data, settings: settings, threads: threads)
  }

  private func train(_ trainer: Trainer) throws {
    let folder = try TemporaryFolder()
    try trainer.run(keepingBestAt: folder.file("best"))
  }

  @Test("ends in the same bits for any number of threads")
  func threads() throws {
    let trainers = try [1, 3].map { try trainer($0) }
    for trainer in trainers { try train(trainer) }
    #expect(trainers[0].bits == trainers[1].bits)
    #expect(trainers[0].centreUpdateRatio == trainers[1].centreUpdateRatio)
  }

  @Test("goes on in the same bits, and with the same ratio of updates, where it was cut off")
  func resumed() throws {
    let whole = try trainer()
    try train(whole)
    let folder = try TemporaryFolder()
    let (checkpoint, best) = (folder.file("checkpoint"), folder.file("best"))
    let first = try trainer()
    try first.run(keepingBestAt: best) { $0.step == 7 }
    try Checkpoint.save(first, to: checkpoint)
    let second = try trainer()
    #expect(try Checkpoint.restore(second, from: checkpoint, best: best))
    try second.run(keepingBestAt: best)
    #expect(second.bits == whole.bits)
    #expect(second.centreUpdateRatio == whole.centreUpdateRatio)
  }

  @Test("moves central tensors less where steps are masked, and measures nothing elsewhere")
  func ratio() throws {
    let ratios = try [1, 1.0 / 3].map { probability in
      let trainer = try trainer(probability: probability)
      try train(trainer)
      return try #require(trainer.centreUpdateRatio)
    }
    #expect(ratios[0] > 0 && ratios[1] < ratios[0])
    let none = try trainer(probability: 0)
    try train(none)
    #expect(none.centreUpdateRatio == 0)
    let dense = try SmallRun().trainer(steps: 2)
    try train(dense)
    #expect(dense.centreUpdateRatio == nil)
  }

  @Test("every parameter stays finite, and experts part", arguments: Experts.Gate.allCases)
  func parts(gate: Experts.Gate) throws {
    let model = model(gate)
    let settings = TrainingSettings(steps: 20, batchSize: 8, learningRate: 0.01, seed: 3)
    let start = model.bank.allValues
    let trainer = try Trainer(model, data: SmallRun().data, settings: settings, threads: 1)
    try train(trainer)
    #expect(trainer.model.bank.allValues.allSatisfy { $0.isFinite })
    let routers = model.bank.layout.parameters.filter { $0.name.hasSuffix(".router.weight") }
    #expect(routers.count == 2)
    for router in routers {
      #expect(Array(start[router.range]) != trainer.model.bank[router.name])
    }
  }

  @Test("gives the same gradients where layers are computed anew", arguments: Experts.Gate.allCases)
  func recomputed(gate: Experts.Gate) {
    let step = StepCase(run: SmallRun(holding: .chains))
    let (kept, anew) = (model(gate), model(gate))
    let loss = step.gradients(kept)
    #expect(
      StepCase(run: SmallRun(holding: .chains), recomputes: true).gradients(anew) == loss)
    let wanted = kept.bank.allGradients.map { Double($0) }
    #expect(relativeDistance(anew.bank.allGradients, wanted) < 1e-5)
  }

  @Test("needs about the memory that was planned, wherever tokens go")
  func memory() {
    let step = StepCase(run: SmallRun(holding: .chains))
    let (model, arena) = (model(), Arena())
    _ = step.gradients(model, arena: arena)
    let planned = TrainingMemory(
      model.description, step.settings, objective: ObjectiveCatalog.usual(for: step.run.content),
      lengths: StepCase.lengths, rowsRead: step.rowsRead)
    #expect(Double(planned.step) > 0.97 * Double(arena.peakBytes))
    #expect(planned.step < 2 * arena.peakBytes)
    let tensors = model.bank.layout.expertTensors(model.description)
    let auxiliary = (tensors?.auxiliary ?? []).flatMap { $0 }
    let copied = ((tensors?.central ?? []) + auxiliary).reduce(0) { $0 + $1.count }
    #expect(copied > 0)
    #expect(planned.parameters == (4 * model.bank.layout.count + copied) * 4)
  }
}
