import Pipeline
import Testing

@Suite("curves and logs of a training")
struct TrainingCurveTests {
  private static let tuned = """
    kind: train, model: donor, data: classes, batch_size: 8, learning_rate: 0.01,
    warmup: 0, schedule: constant
    """

  private func curve(_ metric: String, of stage: String, _ laboratory: Laboratory) throws
    -> [Int: Double]
  {
    let points = try laboratory.output(stage).metrics.filter { $0.name == metric }
    return Dictionary(
      uniqueKeysWithValues: points.compactMap { point in point.step.map { ($0, point.value) } })
  }

  @Test("evaluations without early stopping leave the model alone and measure its steps")
  func validationCurve() throws {
    let laboratory = try Laboratory(
      """
        plain: {\(Self.tuned), steps: 10}
        watched: {\(Self.tuned), steps: 10, evaluate_every: 4}
        four: {\(Self.tuned), steps: 4}
        afterFour: {kind: evaluate, model: four, data: classes}
        afterTen: {kind: evaluate, model: plain, data: classes}
      """)
    let file = "model.safetensors"
    #expect(try laboratory.file(file, of: "plain") == laboratory.file(file, of: "watched"))
    let curve = try curve("validation.loss", of: "watched", laboratory)
    #expect(curve.keys.sorted() == [4, 8, 10])
    #expect(try curve[4] == laboratory.metric("loss", of: "afterFour"))
    #expect(try curve[10] == laboratory.metric("loss", of: "afterTen"))
    #expect(try laboratory.metric("validation.loss", of: "watched") == curve[10])
    #expect(throws: Missing.self) { try laboratory.metric("looks", of: "watched") }
    #expect(throws: Missing.self) { try laboratory.metric("validation.loss", of: "plain") }
  }

  @Test("the log has a line for each point, with what was evaluated there")
  func log() throws {
    let laboratory = try Laboratory(
      "  tuned: {\(Self.tuned), steps: 10, log_every: 4, evaluate_every: 5}")
    let (losses, checks) = try (
      curve("loss", of: "tuned", laboratory), curve("validation.loss", of: "tuned", laboratory)
    )
    func digits(_ value: Double?) -> String { "\(((value ?? 0) * 1e4).rounded() / 1e4)" }
    let lines = laboratory.logs["tuned"]?.filter { $0.hasPrefix("step ") }
    #expect(
      lines == [
        "step 4: loss \(digits(losses[4]))",
        "step 5: validation.loss \(digits(checks[5]))",
        "step 8: loss \(digits(losses[8]))",
        "step 10: loss \(digits(losses[10])), validation.loss \(digits(checks[10]))",
      ])
  }

  @Test("a choice among evaluations says how many there were, in the log and as a metric")
  func looks() throws {
    let laboratory = try Laboratory(
      "  tuned: {\(Self.tuned), steps: 40, stop: {every: 3, patience: 2}}")
    let curve = try curve("validation.loss", of: "tuned", laboratory)
    let looks = Int(try laboratory.metric("looks", of: "tuned"))
    #expect(looks == curve.count && looks > 2)
    let last = try #require(laboratory.logs["tuned"]?.last)
    #expect(last.contains("is the best of \(looks) evaluations"))
    #expect(
      last.contains("that of step \(Int(try laboratory.metric("best_step", of: "tuned"))),"))
  }

  @Test("how dense the curve is changes no other metric and no key")
  func density() throws {
    let laboratory = try Laboratory(
      """
        dense: {\(Self.tuned), steps: 9, log_every: 1}
        sparse: {\(Self.tuned), steps: 9, log_every: 6}
      """)
    #expect(try curve("loss", of: "dense", laboratory).keys.sorted() == Array(1...9))
    #expect(try curve("loss", of: "sparse", laboratory).keys.sorted() == [6, 9])
    for metric in ["loss", "parameters"] {
      #expect(
        try laboratory.metric(metric, of: "dense") == laboratory.metric(metric, of: "sparse"))
    }
    let recipes = try [1, 6].map { every in
      let spec = """
        experiment: dense
        stages:
          text: {kind: load, dataset: wordnet-glosses}
          net: {kind: initialize, data: text, encoder: {layers: 1, hidden: 8, heads: 2},
            sharing: none}
          tuned: {kind: train, model: net, data: text, steps: 9, log_every: \(every)}
        """
      let stage = try #require(try plan(spec.utf8).stages.last)
      return try StageKeying().recipe(of: stage)
    }
    #expect(recipes[0] == recipes[1])
  }

  @Test("evaluations need a validation split, and one reason to be done")
  func refused() throws {
    let error = #expect(throws: (any Error).self) {
      try Laboratory(
        """
          whole:
            {kind: load, dataset: {kind: table, train: classes.tsv, validation_share: 0},
             max_length: 16, tokenizer: text}
          tuned: {kind: train, model: donor, data: whole, steps: 4, evaluate_every: 2}
        """)
    }
    #expect("\(error as Any)".contains("validation"), "\(error as Any)")
    let both = #expect(throws: (any Error).self) {
      try Laboratory(
        "  tuned: {\(Self.tuned), steps: 4, evaluate_every: 2, stop: {every: 2}}")
    }
    #expect("\(both as Any)".contains("'stop' evaluates on the validation split already"))
  }
}
