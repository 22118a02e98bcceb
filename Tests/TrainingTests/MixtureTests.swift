import Datasets
import FoundationEssentials
import Models
import TestSupport
import Testing

@testable import Training

/// A small model that learns several tasks by turns.
private struct MixtureCase {
  var objectives: [(name: String, content: DatasetContent)] = [
    ("kinds", .classes), ("numbers", .scores), ("words", .runningText),
  ]
  var power = 1.0

  func mixture() throws -> Mixture {
    try Mixture(
      tasks: objectives.map { ($0.name, SmallRun(content: $0.content).data) }, power: power)
  }

  func trainer(
    steps: Int, threads: Int = 1, _ change: (inout TrainingSettings) -> Void = { _ in }
  ) throws -> Trainer {
    var settings = TrainingSettings(
      steps: steps, batchSize: 8, learningRate: 0.01, weightDecay: 0.1, dropout: 0.1, seed: 3,
      logEvery: 4)
    change(&settings)
    let mixture = try mixture()
    let start = SmallRun(content: .runningText)
    return try Trainer(
      start.model().fitted(to: mixture, seed: 1), mixture: mixture, settings: settings,
      threads: threads)
  }

  /// The name of the task of a step, counted from 0.
  func task(atStep step: Int) throws -> String {
    let order = TaskOrder(counts: try mixture().counts, power: power, seed: 3)
    return objectives[order.task(atStep: step)].name
  }
}

extension Trainer {
  /// The bits of every parameter by its name.
  fileprivate var bitsByName: [String: [UInt32]] {
    let values = model.bank.allValues
    return Dictionary(
      uniqueKeysWithValues: model.bank.layout.parameters.map {
        ($0.name, values[$0.range].map(\.bitPattern))
      })
  }
}

@Suite("learning tasks by turns")
struct MixtureTests {
  private let tried = MixtureCase()

  @Test("each task has a head of its own on one pooler, and tokens have theirs")
  func parameters() throws {
    let model = try SmallRun().model().fitted(to: tried.mixture(), seed: 1)
    let layout = model.bank.layout
    #expect(layout["tasks.kinds.classifier.weight"]?.shape == [2, 16])
    #expect(layout["tasks.numbers.classifier.bias"]?.shape == [1])
    #expect(layout["classifier.weight"] == nil && layout["tasks.words.classifier.weight"] == nil)
    #expect(layout["pooler.dense.weight"] != nil && model.description.hasLanguageHead)
    #expect(layout["tasks.kinds.classifier.weight"]?.part == .heads)
  }

  @Test("a description without such heads reads and writes as before there were any")
  func stored() throws {
    let plain = SmallRun().model().description
    let json = try JSONEncoder().encode(plain)
    #expect(!String(decoding: json, as: UTF8.self).contains("tasks"))
    let mixed = try SmallRun().model().fitted(to: tried.mixture(), seed: 1).description
    for description in [plain, mixed] {
      let written = try JSONEncoder().encode(description)
      #expect(try JSONDecoder().decode(ModelDescription.self, from: written) == description)
    }
  }

  /// Momentum and decay would move them, too.
  @Test("a step moves its task's head and what all share, and no bit of another head")
  func untouched() throws {
    let trainer = try tried.trainer(steps: 24)
    var seen: Set<String> = []
    for step in 0..<24 {
      let before = trainer.bitsByName
      try trainer.advance()
      let moved = Set(trainer.bitsByName.filter { before[$0.key] != $0.value }.keys)
      let task = try tried.task(atStep: step)
      seen.insert(task)
      let heads = moved.filter { trainer.model.bank.layout[$0]?.part == .heads }
      #expect(!heads.isEmpty)
      #expect(
        heads.allSatisfy {
          task == "words" ? !$0.hasPrefix("tasks.") : $0.hasPrefix("tasks.\(task).")
        }, "\(task): \(heads)")
      #expect(moved.contains { $0.hasPrefix("encoder.") })
    }
    #expect(seen == ["kinds", "numbers", "words"])
  }

  @Test("a mixture of running text alone gives the bits of the text alone")
  func alone() throws {
    let text = SmallRun(content: .runningText)
    let mixture = try Mixture(tasks: [("words", text.data)], power: 0.3)
    let settings = TrainingSettings(
      steps: 9, batchSize: 8, learningRate: 0.01, dropout: 0.1, seed: 3)
    let plain = try Trainer(text.model(), data: text.data, settings: settings, threads: 1)
    let mixed = try Trainer(
      text.model().fitted(to: mixture, seed: 1), mixture: mixture, settings: settings, threads: 1)
    while !plain.isDone { #expect(try plain.advance() == mixed.advance()) }
    #expect(plain.bits == mixed.bits)
  }

  @Test("a run that is cut off goes on to the same bits", arguments: [3, 7, 10])
  func resumption(cut: Int) throws {
    func trainer() throws -> Trainer {
      try tried.trainer(steps: 14) { settings in
        settings.microBatches = 3
        settings.parameterGroups = [
          ParameterGroup([ParameterSelection(.heads)], updateProbability: 0.7)
        ]
        settings.stopping = EarlyStopping(every: 5)
      }
    }
    let folder = try TemporaryFolder()
    let (checkpoint, best) = (folder.file("checkpoint"), folder.file("best"))
    let whole = try trainer()
    try whole.run(keepingBestAt: folder.file("whole"))
    let first = try trainer()
    try first.run(keepingBestAt: best) { $0.step == cut }
    try Checkpoint.save(first, to: checkpoint)
    let second = try trainer()
    #expect(try Checkpoint.restore(second, from: checkpoint, best: best))
    try second.run(keepingBestAt: best)
    #expect(second.bits == whole.bits && second.curve == whole.curve)
    #expect(second.validationCurve == whole.validationCurve && second.best == whole.best)
  }

  @Test("any number of threads gives the same bits")
  func threads() throws {
    let runs = try [1, 3].map { threads in
      let trainer = try tried.trainer(steps: 8, threads: threads)
      while !trainer.isDone { try trainer.advance() }
      return trainer.bits
    }
    #expect(runs[0] == runs[1])
  }

  @Test("an evaluation for an early end is the mean over the tasks")
  func validation() throws {
    let trainer = try tried.trainer(steps: 2) { $0.stopping = EarlyStopping(every: 1) }
    try trainer.advance()
    let folder = try TemporaryFolder()
    try trainer.validate(keepingBestAt: folder.file("best")) { true }
    let losses = try tried.mixture().tasks.map { task in
      try #require(
        try Evaluation.run(
          trainer.model, data: task.data, split: "validation", batch: 8, threads: 1,
          task: task.name
        ) { _, _ in true }
      ).loss
    }
    #expect(losses.count == 3 && Set(losses).count == 3)
    #expect(trainer.validationCurve.map(\.value) == [losses.reduce(0, +) / 3])
  }

  @Test("every task is learned")
  func learning() throws {
    let trainer = try tried.trainer(steps: 90) { $0.dropout = 0 }
    func losses() throws -> [Double] {
      try tried.mixture().tasks.map { task in
        try #require(
          try Evaluation.run(
            trainer.model, data: task.data, split: "train", batch: 8, threads: 1, task: task.name
          ) { _, _ in true }
        ).loss
      }
    }
    let before = try losses()
    while !trainer.isDone { try trainer.advance() }
    for (after, before) in zip(try losses(), before) { #expect(after < before) }
  }

  @Test("heads of the same tasks are kept, others start afresh, and data alone leave them out")
  func fitting() throws {
    let model = try SmallRun().model().fitted(to: tried.mixture(), seed: 1)
    let other = MixtureCase(objectives: [("kinds", .classes), ("words", .scores)])
    let next = try model.fitted(to: other.mixture(), seed: 9)
    let name = "tasks.kinds.classifier.weight"
    #expect(next.bank[name] == model.bank[name])
    #expect(next.description.taskHeads.map(\.name) == ["kinds", "words"])
    #expect(!next.description.hasLanguageHead)
    // The same name for other classes is another head.
    let renamed = MixtureCase(objectives: [("numbers", .classes), ("kinds", .scores)])
    let fresh = try model.fitted(to: renamed.mixture(), seed: 9)
    #expect(model.bank[name]?.count == 32 && fresh.bank[name]?.count == 16)
    let alone = try next.fitted(to: SmallRun().data, seed: 1)
    #expect(alone.description.taskHeads.isEmpty)
    #expect(alone.description.classes == ["often", "seldom"])
    #expect(alone.bank["pooler.dense.weight"] == model.bank["pooler.dense.weight"])
  }

  @Test("sequences that are too long, and splits that are missing, are refused")
  func refusals() throws {
    let run = SmallRun()
    let long = EncodedDataset(
      content: .classes, vocabulary: run.data.vocabulary, classes: run.data.classes,
      splits: [
        "train": EncodedSplit(
          ids: Array(repeating: 7, count: 17), offsets: [0, 17], segments: nil, labels: [0])
      ])
    let mixture = try Mixture(tasks: [("short", run.data), ("long", long)], power: 1)
    #expect(throws: DatasetError.self) { try run.model().fitted(to: mixture, seed: 1) }
    let short = EncodedDataset(
      content: .classes, vocabulary: run.data.vocabulary, classes: run.data.classes,
      splits: ["train": try #require(run.data.splits["train"])])
    let blind = try Mixture(tasks: [("one", run.data), ("two", short)], power: 1)
    var settings = TrainingSettings(steps: 2, batchSize: 4, learningRate: 0.1)
    settings.stopping = EarlyStopping(every: 1)
    #expect(throws: DatasetError.self) {
      try Trainer(
        run.model().fitted(to: blind, seed: 1), mixture: blind, settings: settings, threads: 1)
    }
  }
}
