import Models
import TestSupport
import Testing

@testable import Training

@Suite("stopping early")
struct EarlyStoppingTests {
  /// Adds the values in turn; whether each was the best so far, and after how many it was over.
  private func follow(_ rule: EarlyStopping, _ values: [Double]) -> (best: [Bool], over: Int?) {
    var curve = ValidationCurve(rule)
    var (best, over): ([Bool], Int?) = ([], nil)
    for (index, value) in values.enumerated() {
      best.append(curve.add(CurvePoint(step: index + 1, value: value)))
      if curve.isOver && over == nil { over = index + 1 }
    }
    return (best, over)
  }

  @Test("a loss must fall, and the run is over after as many failures in a row as patience has")
  func loss() {
    let (best, over) = follow(EarlyStopping(every: 1, patience: 2), [3, 2, 2, 1, 1.5, 1, 0.5])
    #expect(best == [true, true, false, true, false, false, true])
    #expect(over == 6)
  }

  @Test("an accuracy must rise")
  func accuracy() {
    let rule = EarlyStopping(.accuracy, every: 1, patience: 3)
    let (best, over) = follow(rule, [0.5, 0.4, 0.6, 0.6, 0.5, 0.6])
    #expect(best == [true, false, true, false, false, false])
    #expect(over == 6)
  }

  @Test("what is better by no more than delta is no improvement")
  func delta() {
    let rule = EarlyStopping(every: 1, patience: 2, delta: 0.25)
    let (best, over) = follow(rule, [2, 1.75, 1.5, 1.4, 1.3])
    #expect(best == [true, false, true, false, false])
    #expect(over == 5)
  }

  @Test("what isn't finite is no best and no improvement, also where it comes first")
  func undefined() {
    let values: [Double] = [.nan, 1, .infinity, -.infinity, 0.5, .nan]
    let (best, over) = follow(EarlyStopping(every: 1, patience: 3), values)
    #expect(best == [false, true, false, false, true, false] && over == nil)
    #expect(follow(EarlyStopping(every: 1, patience: 2), [.nan, .nan, 0]).over == 2)
  }

  @Test("a model that overfits ends as it was at the best evaluation, to the bit")
  func overfitting() throws {
    let folder = try TemporaryFolder()
    func trainer(_ steps: Int, _ stopping: EarlyStopping?) throws -> Trainer {
      try SmallRun().trainer(steps: steps) { settings in
        (settings.schedule, settings.warmup, settings.learningRate) = (.constant, 0, 0.0005)
        settings.stopping = stopping
      }
    }
    let stopped = try trainer(400, EarlyStopping(every: 4, patience: 3))
    try stopped.run(keepingBestAt: folder.file("best"))
    let best = try #require(stopped.best)
    #expect(4 < best.step && stopped.step == best.step + 12 && stopped.step < 400)
    let values = stopped.validationCurve.map(\.value)
    let steps = stopped.validationCurve.map(\.step)
    #expect(steps == Array(stride(from: 4, through: stopped.step, by: 4)))
    #expect(best.value == values.min())
    #expect(stopped.curve.last?.step == stopped.step)
    let plain = try trainer(best.step, nil)
    try plain.run(keepingBestAt: "")
    #expect(stopped.bits == plain.bits)
  }

  @Test("the last step is evaluated, too")
  func lastStep() throws {
    let folder = try TemporaryFolder()
    let trainer = try SmallRun().trainer(steps: 10) {
      $0.stopping = EarlyStopping(every: 4, patience: 100)
    }
    try trainer.run(keepingBestAt: folder.file("best"))
    #expect(trainer.validationCurve.map(\.step) == [4, 8, 10])
  }

  @Test("an evaluation that is interrupted stays due")
  func interrupted() throws {
    let folder = try TemporaryFolder()
    let trainer = try SmallRun().trainer(steps: 4) { $0.stopping = EarlyStopping(every: 2) }
    for _ in 0..<2 { try trainer.advance() }
    try trainer.validate(keepingBestAt: folder.file("best")) { false }
    #expect(trainer.isValidationDue && trainer.validationCurve.isEmpty)
    try trainer.validate(keepingBestAt: folder.file("best")) { true }
    #expect(!trainer.isValidationDue && trainer.validationCurve.count == 1)
  }
}
