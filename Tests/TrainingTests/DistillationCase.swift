import Datasets
import Models
import Tensors
import Testing

@testable import Training

/// A student, its teacher, and what is learned from it.
struct DistillationCase: CustomTestStringConvertible, Sendable {
  var student: SmallRun
  /// Four layers, twice as wide as the student or as wide.
  var teacher: SmallRun
  var distillation = Distillation(
    logits: 0.7, temperature: 2, hidden: 0.4, attention: 3, hard: 0.3)
  var microBatches = 1
  var recomputes = false
  /// Layers of the student whose place the teacher's take in ``gradients(_:)``.
  var replaced: Set<Int> = []

  init(_ student: SmallRun, isWider: Bool = false) {
    self.student = student
    teacher = student
    (teacher.holding, teacher.layers, teacher.seed) = (.dense, 4, 11)
    teacher.hidden = isWider ? 2 * student.hidden : student.hidden
  }

  var testDescription: String {
    "\(student), teacher of width \(teacher.hidden), \(microBatches) parts"
  }

  static let all = SmallRun.taught.flatMap { run in
    [false, true].map { DistillationCase(run, isWider: $0) }
  }

  var settings: TrainingSettings {
    var settings = TrainingSettings(
      steps: 30, batchSize: 8, learningRate: 0.01, dropout: 0, seed: 3, logEvery: 4)
    (settings.microBatches, settings.recomputes) = (microBatches, recomputes)
    settings.distillation = distillation
    return settings
  }

  func trainer(
    threads: Int = 1, _ change: (inout TrainingSettings) -> Void = { _ in }
  ) throws -> Trainer {
    var settings = settings
    change(&settings)
    return try Trainer(
      student.model(), data: student.data, settings: settings, threads: threads,
      teacher: teacher.model())
  }

  /// The student with what it needs beside it.
  func model() -> StoredModel {
    Projection.extended(student.model(), for: teacher.model().description, settings)
  }

  /// The loss of the first examples, whose gradients are left in the student's bank.
  func gradients(_ student: StoredModel) throws -> Double {
    let data = self.student.data
    let batch = try data.usualObjective.init(data).training(
      data.split("train").batch(Array(0..<7)), seed: 1, step: 0)
    let workers = Workers(threads: 1)
    let distiller = try #require(
      try Distiller(teacher.model(), for: student, data, settings, workers))
    return GradientPass(
      student.description, settings, frozen: [], distiller: distiller, replaced: replaced
    ).run(batch, student.bank, step: 0, arena: Arena(), workers: workers)
  }
}
