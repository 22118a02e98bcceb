import Datasets
import Models
import Statistics
import Tensors
import TestSupport
import Testing
import Tokenization

@testable import Training

@Suite("answers' positions in training")
struct SpanTests {
  private static let cases = SmallRun.Holding.allCases.map {
    SmallRun(content: .answers, holding: $0)
  }

  @Test("have the gradients that differences show", arguments: cases)
  func gradients(run: SmallRun) {
    let step = StepCase(run: run)
    let model = step.model
    _ = step.gradients(model)
    let gradients = model.bank.allGradients
    let squares = gradients.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(squares > 1e-3)
    let length = 4e-3 / Float(squares.squareRoot())
    let losses = [length, -length].map { length in
      let moved = step.model
      for (index, slope) in gradients.enumerated() { moved.bank.values[index] += length * slope }
      return step.gradients(moved)
    }
    let slope = (losses[0] - losses[1]) / (2 * Double(length))
    #expect(abs(slope - squares) < 0.01 * squares)
  }

  @Test("give a model the head of the right name, and other data take it away")
  func head() throws {
    let (spans, classes) = (SmallRun(content: .answers), SmallRun())
    let model = try classes.model().fitted(to: spans.data, seed: 1)
    #expect(model.description.hasSpanHead && model.description.classes.isEmpty)
    #expect(model.description.has(SpanFinding.heads(for: spans.data)))
    #expect(!model.description.has(Classification.heads(for: classes.data)))
    #expect(model.bank.layout["qa_outputs.weight"]?.shape == [2, 16])
    #expect(model.bank.layout["qa_outputs.bias"]?.shape == [2])
    // The pooler stays for a later classifier.
    #expect(model.bank.layout["pooler.dense.weight"] != nil)
    let back = try model.fitted(to: classes.data, seed: 1)
    #expect(!back.description.hasSpanHead && back.bank.layout["qa_outputs.weight"] == nil)
  }

  @Test("are learned, and predicted as one answer a question")
  func learning() throws {
    let run = SmallRun(content: .answers)
    let trainer = try run.trainer(steps: 60)
    func evaluation() throws -> Evaluation {
      try #require(
        try Evaluation.run(
          trainer.model, data: run.data, split: "train", batch: 5, threads: 1
        ) { _, _ in true })
    }
    let before = try evaluation()
    while !trainer.isDone { try trainer.advance() }
    let after = try evaluation()
    #expect(after.loss < before.loss / 2 && after.accuracy > before.accuracy)
    #expect(after.rows == 24)
    guard case .answers(let answers, let right) = after.predictions else {
      Issue.record("expected answers, found \(String(describing: after.predictions))")
      return
    }
    #expect(answers.count == 24 && right == Array(repeating: ["piece"], count: 24))
  }

  @Test("can't be learned from a teacher's scores, but from its hidden states")
  func distillation() throws {
    let run = SmallRun(content: .answers)
    func trainer(logits: Double) throws -> Trainer {
      var settings = TrainingSettings(steps: 1, batchSize: 8, learningRate: 0.01)
      settings.distillation = Distillation(logits: logits, hidden: 1)
      return try Trainer(
        run.model(), data: run.data, settings: settings, threads: 1, teacher: run.model())
    }
    let error = #expect(throws: DistillationError.self) { try trainer(logits: 1) }
    #expect(error?.description.contains("set `logits: 0`") == true)
    #expect(try trainer(logits: 0).advance() > 0)
  }

  @Test("are nothing for a mixture")
  func mixture() throws {
    let error = #expect(throws: DatasetError.self) {
      try Mixture(
        tasks: [("classes", SmallRun().data), ("asked", SmallRun(content: .answers).data)],
        power: 1)
    }
    #expect(error?.description.hasPrefix("the task 'asked' seeks answers") == true)
  }

  @Test("are nothing for a bag of words")
  func bagOfWords() throws {
    let error = #expect(throws: DatasetError.self) {
      try BagOfWordsModel.fit(SmallRun(content: .answers).data) { _, _ in true }
    }
    #expect(error?.description.contains("a bag of words predicts classes or scores") == true)
  }
}

@Suite("the search for answers")
struct AnswerSearchTests {
  /// Two windows of 40 tokens of one question, and one of another; contexts begin at the second
  /// token.
  private let spans = AnswerSpans(
    contexts: [""], questions: [.init(context: 0, answers: []), .init(context: 0, answers: [])],
    windows: [(0, 0), (0, 30), (1, 0)].map {
      .init(question: $0, head: 2, first: $1, start: 0, end: 0)
    })

  /// The stretches found where windows have these scores at these tokens, and 0 elsewhere.
  private func found(
    starts: [Int: Float] = [:], ends: [Int: Float] = [:], batch: Int = 3
  ) -> [ClosedRange<Int>?] {
    var logits = [Float](repeating: 0, count: 2 * 120)
    for (token, score) in starts { logits[2 * token] = score }
    for (token, score) in ends { logits[2 * token + 1] = score }
    var search = AnswerSearch(spans)
    for first in stride(from: 0, to: 3, by: batch) {
      let windows = Array(first..<min(3, first + batch))
      search.add(
        Array(logits[80 * first..<80 * (first + windows.count)]),
        offsets: (0...windows.count).map { 40 * $0 }, windows: windows)
    }
    return search.stretches
  }

  @Test("takes the largest sum over windows, as positions in the context", arguments: 1...3)
  func windows(batch: Int) {
    let found = found(
      starts: [5: 2, 45: 3, 100: 1], ends: [7: 2, 46: 2, 101: 1], batch: batch)
    #expect(found == [33...34, 18...19])
  }

  @Test("stays within the context, in order, and within 30 tokens")
  func bounds() {
    // [CLS], the question and [SEP] have the highest scores.
    #expect(found(starts: [0: 9, 39: 9, 4: 1], ends: [1: 9, 39: 9, 6: 1])[0] == 2...4)
    // The best last token stands before the best first one.
    #expect(found(starts: [20: 5], ends: [10: 4])[0] == 18...18)
    #expect(found(starts: [3: 5], ends: [32: 4])[0] == 1...30)
    #expect(found(starts: [3: 5], ends: [33: 4])[0] == 1...1)
  }

  @Test("takes the first of equals")
  func ties() {
    #expect(found() == [0...0, 0...0])
    #expect(found(starts: [9: 1, 8: 1, 50: 1], ends: [12: 1, 11: 1, 51: 1])[0] == 6...9)
  }

  @Test("finds nothing where there is no context or no number")
  func nothing() {
    let empty = AnswerSpans(
      contexts: [""], questions: [.init(context: 0, answers: [])],
      windows: [.init(question: 0, head: 2, first: 0, start: 0, end: 0)])
    var search = AnswerSearch(empty)
    search.add([1, 1, 1, 1, 1, 1], offsets: [0, 3], windows: [0])
    #expect(search.stretches == [nil])
    search.add(Array(repeating: .nan, count: 8), offsets: [0, 4], windows: [0])
    #expect(search.stretches == [nil])
  }
}
