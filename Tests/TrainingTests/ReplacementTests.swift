import Datasets
import Models
import Options
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite("progressive replacement of a teacher's layers")
struct ReplacementTests {
  private static let runs = SmallRun.taught.map { DistillationCase($0) }

  private func schedule(_ start: Double, _ steps: Int) -> ReplacementSchedule {
    var schedule = ReplacementSchedule()
    (schedule.start, schedule.steps) = (start, steps)
    return schedule
  }

  /// The number of the layer that owns a parameter; nil outside the layers.
  private func layer(_ parameter: Parameter) -> Int? { parameter.owner?.layer }

  @Test("rises linearly to all of the student's layers, by draws of seed and step")
  func draws() {
    let schedule = schedule(0.25, 300)
    #expect(schedule.probability(atStep: 0) == 0.25)
    #expect(abs(schedule.probability(atStep: 150) - 0.625) < 1e-12)
    #expect(schedule.probability(atStep: 300) == 1 && schedule.probability(atStep: 999) == 1)
    func replaced(_ step: Int, _ seed: Int = 7) -> Set<Int> {
      schedule.replacedLayers(of: 12, step: step, seed: seed)
    }
    #expect((0..<20).map { replaced($0) } == (0..<20).map { replaced($0) })
    #expect((0..<20).map { replaced($0) } != (0..<20).map { replaced($0, 8) })
    #expect((300..<320).allSatisfy { replaced($0).isEmpty })
    let count = (0..<300).reduce(0) { $0 + replaced($1).count }
    // 12 layers in 300 steps are replaced with the mean probability 0.375.
    #expect(abs(Double(count) - 1350) < 150)
    #expect(self.schedule(0, 300).replacedLayers(of: 5, step: 0, seed: 1) == Set(0..<5))
  }

  @Test("that uses only the student's layers gives the bits of none", arguments: runs)
  func never(tried: DistillationCase) throws {
    func bits(_ replacement: ReplacementSchedule?) throws -> [UInt32] {
      let trainer = try tried.trainer { settings in
        settings.dropout = 0.1
        settings.distillation?.replacement = replacement
      }
      for _ in 0..<4 { try trainer.advance() }
      return trainer.bits
    }
    let plain = try bits(nil)
    #expect(try bits(schedule(1, 10)) == plain)
    #expect(try bits(schedule(0, 10)) != plain)
  }

  @Test(
    "of all layers computes what the teacher does from the same embeddings",
    arguments: runs, [2, 3, 4])
  func all(tried: DistillationCase, layers: Int) {
    var run = tried.student
    run.layers = layers
    let (student, teacher) = (run.model(), tried.teacher.model())
    for parameter in teacher.bank.layout.parameters where parameter.owner == nil {
      student.bank[parameter.name] = teacher.bank[parameter.name]
    }
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    func encoder(_ model: StoredModel) -> Encoder {
      Encoder(
        EncoderWeights(model.description, bank: model.bank, tape: tape, learning: false),
        tape: tape)
    }
    let tokens = PackedTokens(
      ids: [2, 7, 9, 11, 3, 2, 8, 3], segments: Array(repeating: 0, count: 8),
      positions: [0, 1, 2, 3, 4, 0, 1, 2], offsets: [0, 5, 8])
    let rows = ReadRows(firstOf: tokens.sequences)
    let replacing = encoder(student).replacing(Set(0..<layers), by: encoder(teacher))
    let wanted = encoder(teacher).lastStates(tokens, reading: rows).numbers
    #expect(replacing.lastStates(tokens, reading: rows).numbers == wanted)
    #expect(replacing.hiddenStates(tokens).count == layers + 1)
    let without = encoder(student).lastStates(tokens, reading: rows).numbers
    #expect(
      encoder(student).replacing([], by: encoder(teacher))
        .lastStates(tokens, reading: rows).numbers == without)
    #expect(without != wanted)
  }

  @Test(
    "gives gradients to the layers that are used, and to what is before them", arguments: [0, 1])
  func gradients(replaced: Int) throws {
    var tried = DistillationCase(SmallRun())
    tried.distillation.attention = 0
    tried.replaced = [replaced]
    let model = tried.model()
    _ = try tried.gradients(model)
    for parameter in model.bank.layout.parameters {
      let learns = model.bank.gradients[parameter.range].contains { $0 != 0 }
      if let layer = layer(parameter) {
        #expect(learns == (layer != replaced), "\(parameter.name)")
      } else if parameter.part == .embeddings {
        #expect(learns, "\(parameter.name)")
      }
    }
  }

  @Test(
    "has the gradients that differences show, also in micro-batches and recomputed",
    arguments: runs, [[0], [1], [0, 1]] as [Set<Int>])
  func slopes(tried: DistillationCase, replaced: Set<Int>) throws {
    var tried = tried
    tried.replaced = replaced
    let model = tried.model()
    let loss = try tried.gradients(model)
    let gradients = model.bank.allGradients
    let squares = gradients.reduce(0) { $0 + Double($1) * Double($1) }
    let step: Float = 4e-3 / Float(squares.squareRoot())
    let losses = try [step, -step].map { step in
      let moved = tried.model()
      for (index, number) in gradients.enumerated() { moved.bank.values[index] += step * number }
      return try tried.gradients(moved)
    }
    #expect(abs((losses[0] - losses[1]) / (2 * Double(step)) - squares) < 0.01 * squares)
    (tried.microBatches, tried.recomputes) = (3, true)
    let parted = tried.model()
    #expect(abs(try tried.gradients(parted) - loss) < 1e-5 * abs(loss))
    #expect(relativeDistance(parted.bank.allGradients, gradients.map { Double($0) }) < 1e-5)
  }

  /// A training in which every draw of both layers comes up.
  private func trainer(_ tried: DistillationCase, threads: Int = 1) throws -> Trainer {
    try tried.trainer(threads: threads) { settings in
      (settings.dropout, settings.microBatches) = (0.1, 2)
      settings.stopping = EarlyStopping(every: 3, patience: 30)
      settings.distillation?.replacement = self.schedule(0.2, 12)
    }
  }

  @Test("ends in the same bits with any number of threads", arguments: runs)
  func threads(tried: DistillationCase) throws {
    let results = try [1, 2, 3].map { threads in
      let trainer = try trainer(tried, threads: threads)
      for _ in 0..<3 { try trainer.advance() }
      return trainer.bits
    }
    #expect(results[1] == results[0] && results[2] == results[0])
  }

  @Test("ends in the same bits where it was cut off", arguments: runs)
  func resumption(tried: DistillationCase) throws {
    let folder = try TemporaryFolder()
    let (checkpoint, best) = (folder.file("checkpoint"), folder.file("best"))
    let first = try trainer(tried)
    try first.run(keepingBestAt: best) { $0.step == 7 && !$0.isValidationDue }
    try Checkpoint.save(first, to: checkpoint)
    let second = try trainer(tried)
    #expect(try Checkpoint.restore(second, from: checkpoint, best: best))
    try second.run(keepingBestAt: best) { $0.step == 13 && !$0.isValidationDue }
    let whole = try trainer(tried)
    try whole.run(keepingBestAt: folder.file("other")) { $0.step == 13 && !$0.isValidationDue }
    #expect(second.bits == whole.bits && second.bits != first.bits)
  }

  @Test("learns by the data alone, where no output is compared", arguments: SmallRun.taught)
  func hardLoss(run: SmallRun) throws {
    var tried = DistillationCase(run)
    tried.distillation = Distillation(logits: 0, hard: 1)
    tried.distillation.replacement = schedule(0.5, 20)
    let trainer = try tried.trainer()
    for _ in 0..<30 { try trainer.advance() }
    #expect(trainer.bits.allSatisfy { Float(bitPattern: $0).isFinite })
    tried.distillation.hard = 0
    let error = #expect(throws: DistillationError.self) { try tried.trainer() }
    #expect(error?.description.contains("no term of the loss has a weight") == true)
  }

  @Test("is refused in words where the teacher's layers don't fit")
  func refusals() {
    func message(_ change: (inout DistillationCase) -> Void) -> String {
      var tried = DistillationCase(SmallRun())
      tried.distillation.attention = 0
      tried.distillation.replacement = schedule(0.5, 20)
      change(&tried)
      let error = #expect(throws: DistillationError.self) { try tried.trainer() }
      return error?.description ?? ""
    }
    #expect(message { $0.teacher.hidden = 32 }.contains("`replace` needs equal widths"))
    #expect(message { $0.teacher.layers = 1 }.contains("has 2 layers and the teacher has 1"))
    func problem(_ student: any SharingStrategy, _ teacher: any SharingStrategy) -> String {
      var (own, theirs) = (SmallRun().model().description, SmallRun().model().description)
      (own.sharing, theirs.sharing) = (student, teacher)
      var distillation = Distillation()
      distillation.replacement = schedule(0.5, 20)
      return distillation.misfitOfReplacement(by: theirs, of: own)?.description ?? ""
    }
    var loop = LoopSharing()
    #expect(problem(loop, loop).isEmpty)
    loop.form.hasInjection = true
    #expect(problem(NoSharing(), loop).contains("a teacher without injection"))
    #expect(problem(loop, NoSharing()).contains("a loop without injection and random depth"))
  }

  @Test("is refused for a teacher that chooses among experts")
  func routedTeacher() {
    var distillation = Distillation()
    distillation.replacement = schedule(0.5, 20)
    let plain = SmallRun().model().description
    var routed = plain
    routed.routedTerms = RoutedTerms(count: 2, rank: 1, gateRank: 1, top: 1)
    #expect(distillation.misfitOfReplacement(by: plain, of: plain) == nil)
    let misfit = distillation.misfitOfReplacement(by: routed, of: plain)
    #expect(misfit?.problem.contains("through which gradients can't pass") == true)
  }

  @Test("a schedule that replaces nothing is idle")
  func idle() {
    var distillation = Distillation()
    distillation.replacement = schedule(1, 20)
    #expect(distillation.idleOption?.problem.contains("`replace`") == true)
    distillation.replacement = schedule(0.99, 20)
    #expect(distillation.idleOption == nil && distillation.learnsFromTeacher)
  }
}
