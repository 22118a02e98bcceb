import Datasets
import Models
import TestSupport
import Testing

@testable import Training

@Suite("distillation")
struct DistillationTests {
  /// How the loss changes along a direction, from its values to both sides.
  private func slope(_ tried: DistillationCase, along direction: [Float]) throws -> Double {
    let size = direction.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    let step: Float = 4e-3 / Float(size)
    let losses = try [step, -step].map { step in
      let model = tried.model()
      for (index, number) in direction.enumerated() { model.bank.values[index] += step * number }
      return try tried.gradients(model)
    }
    return (losses[0] - losses[1]) / (2 * Double(step))
  }

  @Test(
    "has the gradients that differences show",
    arguments: DistillationCase.all + [DistillationCase(SmallRun(content: .scores))])
  func gradients(tried: DistillationCase) throws {
    let model = tried.model()
    _ = try tried.gradients(model)
    let gradients = model.bank.allGradients
    let squares = gradients.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(abs(try slope(tried, along: gradients) - squares) < 0.01 * squares)
    var numbers = SeededNumbers(seed: 1)
    for _ in 0..<3 {
      let direction = gradients.map { $0 + numbers.float() * Float((squares / 1000).squareRoot()) }
      let wanted = zip(gradients, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(try slope(tried, along: direction) - wanted) < 0.01 * squares)
    }
  }

  @Test("of a teacher that is the student itself teaches nothing", arguments: SmallRun.taught)
  func itself(run: SmallRun) throws {
    var tried = DistillationCase(run)
    tried.teacher = run
    tried.distillation.hard = 0
    let model = tried.model()
    #expect(abs(try tried.gradients(model)) < 1e-5)
    #expect(model.bank.allGradients.allSatisfy { abs($0) < 1e-4 })
  }

  @Test(
    "brings a student nearer to its teacher in each way alone", arguments: SmallRun.taught,
    ["logits", "hidden", "attention"])
  func learning(run: SmallRun, way: String) throws {
    var tried = DistillationCase(run, isWider: true)
    tried.distillation = Distillation(
      logits: way == "logits" ? 1 : 0, hidden: way == "hidden" ? 1 : 0,
      attention: way == "attention" ? 1 : 0, hard: 0)
    let trainer = try tried.trainer()
    let before = try tried.gradients(trainer.model)
    for _ in 0..<30 { try trainer.advance() }
    let after = try tried.gradients(trainer.model)
    // Tensors that layers share can follow a teacher's attention only so far in a few steps.
    let goal = run.holding == .chains && way == "attention" ? 0.95 : 0.8
    #expect(before > 0.01 && after < goal * before, "\(before) to \(after)")
  }

  @Test(
    "gives the loss and gradients of the whole batch in micro-batches, too, and recomputed",
    arguments: DistillationCase.all, [2, 3, 7])
  func microBatches(tried: DistillationCase, parts: Int) throws {
    var cut = tried
    (cut.microBatches, cut.recomputes) = (parts, true)
    let (whole, parted) = (tried.model(), cut.model())
    let (wholeLoss, partedLoss) = (try tried.gradients(whole), try cut.gradients(parted))
    #expect(abs(wholeLoss - partedLoss) < 1e-5 * abs(wholeLoss))
    let wanted = whole.bank.allGradients.map { Double($0) }
    #expect(relativeDistance(parted.bank.allGradients, wanted) < 1e-5)
  }

  @Test("ends in the same bits with any number of threads", arguments: DistillationCase.all)
  func threads(tried: DistillationCase) throws {
    let results = try [1, 2, 3].map { threads in
      let trainer = try tried.trainer(threads: threads) { $0.dropout = 0.1 }
      for _ in 0..<4 { try trainer.advance() }
      return trainer.bits
    }
    #expect(results[1] == results[0] && results[2] == results[0])
  }

  @Test("ends in the same bits where it was cut off", arguments: DistillationCase.all)
  func resumption(tried: DistillationCase) throws {
    func trainer() throws -> Trainer {
      try tried.trainer { settings in
        (settings.dropout, settings.microBatches) = (0.1, 2)
        settings.stopping = EarlyStopping(every: 3, patience: 30)
      }
    }
    let folder = try TemporaryFolder()
    let (checkpoint, best) = (folder.file("checkpoint"), folder.file("best"))
    let first = try trainer()
    try first.run(keepingBestAt: best) { $0.step == 7 && !$0.isValidationDue }
    try Checkpoint.save(first, to: checkpoint)
    let second = try trainer()
    #expect(try Checkpoint.restore(second, from: checkpoint, best: best))
    try second.run(keepingBestAt: best) { $0.step == 13 && !$0.isValidationDue }
    let whole = try trainer()
    try whole.run(keepingBestAt: folder.file("other")) { $0.step == 13 && !$0.isValidationDue }
    #expect(second.bits == whole.bits && second.bits != first.bits)
  }

  @Test("leaves a model without the matrices that stood beside it")
  func projection() throws {
    let tried = DistillationCase(SmallRun(), isWider: true)
    let trainer = try tried.trainer()
    try trainer.advance()
    let trained = trainer.trained
    let layout = ParameterLayout(trained.description)
    #expect(trained.bank.layout.parameters == layout.parameters)
    #expect(trainer.model.bank.layout.count == layout.count + 2 * 32 * 16)
    #expect(trained.bank.allValues == Array(trainer.model.bank.allValues[..<layout.count]))
    let plain = try DistillationCase(SmallRun()).trainer()
    #expect(plain.trained.bank === plain.model.bank)
  }

  @Test("needs the memory that was planned", arguments: DistillationCase.all)
  func memory(tried: DistillationCase) throws {
    let trainer = try tried.trainer { $0.batchSize = 24 }
    for _ in 0..<2 { try trainer.advance() }
    let offsets = try tried.student.data.split("train").offsets
    let lengths = zip(offsets, offsets.dropFirst()).map { $1 - $0 }
    let planned = TrainingMemory(
      trainer.model.description, trainer.settings,
      objective: ObjectiveCatalog.usual(for: tried.student.content), lengths: lengths,
      rowsRead: lengths.map { MaskingRule().count(ofOrdinary: $0) },
      teacher: tried.teacher.model().description)
    #expect(planned.step == trainer.peakBytes)
  }

  @Test("matches layers evenly, or the last ones")
  func layers() {
    func pairs(_ map: Distillation.LayerMap, _ student: Int, _ teacher: Int) -> [[Int]] {
      Distillation(hidden: 1, layers: map).pairs(student: student, teacher: teacher)
        .map { [$0.student, $0.teacher] }
    }
    #expect(pairs(.uniform, 4, 12) == [[0, 0], [1, 3], [2, 6], [3, 9], [4, 12]])
    #expect(pairs(.uniform, 3, 2) == [[0, 0], [1, 1], [2, 2], [3, 2]])
    #expect(pairs(.last, 2, 12) == [[0, 0], [1, 11], [2, 12]])
    #expect(Distillation().pairs(student: 4, teacher: 12).isEmpty)
  }

  @Test("is refused in words where it can't be")
  func refusals() throws {
    func message(_ change: (inout DistillationCase) -> Void) -> String {
      var tried = DistillationCase(SmallRun())
      change(&tried)
      let error = #expect(throws: DistillationError.self) { try tried.trainer() }
      return error?.description ?? ""
    }
    #expect(
      message { $0.teacher.content = .runningText }.contains("no head for these"))
    #expect(message { $0.teacher.heads = 4 }.contains("2 attention heads and the teacher has 4"))
    #expect(
      message {
        ($0.teacher.layers, $0.distillation.layers) = (1, .last)
      }.contains("`layers: uniform` does not"))
  }
}
