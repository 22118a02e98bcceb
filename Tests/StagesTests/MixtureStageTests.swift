import FoundationEssentials
import Pipeline
import Spec
import Stages
import Testing

@Suite("mixtures through the stages")
struct MixtureStageTests {
  private static let stages = """
      verbs:
        kind: load
        dataset: {kind: table, train: classes.tsv, classes: [animal, plant, thing, none]}
        max_length: 16
        tokenizer: text
      mix:
        kind: mixture
        tasks:
        - {name: kinds, data: classes}
        - {name: verbs, data: verbs}
        - {name: words, data: text}
        power: 0.5
      tuned: {kind: train, model: donor, data: mix, steps: 12, batch_size: 8, learning_rate: 0.01}
      found: {kind: evaluate, model: tuned, data: classes, split: test}
      named: {kind: evaluate, model: tuned, data: verbs, task: verbs, split: train}
      tokens: {kind: evaluate, model: tuned, data: text, split: train}
      after: {kind: train, model: tuned, data: classes, steps: 2, batch_size: 8}
      last: {kind: evaluate, model: after, data: classes, split: test}

    """

  @Test("a spec trains one model on several tasks, and each head is evaluated on its own")
  func mixture() throws {
    let laboratory = try Laboratory(Self.stages)
    #expect(try laboratory.metric("tasks", of: "mix") == 3)
    let shares = try ["kinds", "verbs", "words"].map {
      try laboratory.metric("share.\($0)", of: "mix")
    }
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
    #expect(try laboratory.metric("sequences.kinds", of: "mix") > 30)
    for stage in ["found", "named", "tokens", "last"] {
      #expect((0...1).contains(try laboratory.metric("accuracy", of: stage)))
    }
    let donor = try laboratory.metric("parameters", of: "donor")
    // A pooler of 16 x 16 and 16, and heads of three and four classes.
    #expect(try laboratory.metric("parameters", of: "tuned") == donor + 16 * 17 + (3 + 4) * 17)
    let bytes = try laboratory.file("model.safetensors", of: "tuned")
    let stopped = #expect(throws: (any Error).self) {
      try laboratory.again("tuned", in: "cut", stoppingAfter: 5)
    }
    #expect(stopped is StageStopped)
    let path = try #require(try laboratory.again("tuned", in: "cut").files["model.safetensors"])
    #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
  }

  /// Returns the message of a stage that fails.
  private func problem(_ stage: String) throws -> String {
    let error = #expect(throws: (any Error).self) {
      try Laboratory(Self.stages + "  " + stage + "\n")
    }
    return error.map { "\($0)" } ?? ""
  }

  @Test(
    "a head that isn't there, or isn't the data's, is refused by name",
    arguments: [
      (
        "bad: {kind: evaluate, model: tuned, data: classes, task: nouns}",
        "the model has no head of a task 'nouns'\n  hint: there are kinds, verbs"
      ),
      (
        "bad: {kind: evaluate, model: tuned, data: classes, task: verbs}",
        "the head of the task 'verbs' predicts animal, plant, thing, none, but the data have "
          + "animal, plant, thing; choose another task"
      ),
      (
        "bad: {kind: evaluate, model: after, data: classes, task: kinds}",
        "the model has no heads of tasks\n  hint: leave out `task: kinds`"
      ),
      (
        "bad: {kind: evaluate, model: tuned, data: text, task: words}",
        "tokens are predicted by the only head for them\n  hint: leave out `task: words`"
      ),
    ])
  func heads(stage: String, message: String) throws {
    #expect(try problem(stage).contains(message))
  }

  @Test("of several heads that fit, one must be chosen")
  func choice() throws {
    let twins = Self.stages.replacing("data: verbs}", with: "data: classes}")
    let error = #expect(throws: (any Error).self) { try Laboratory(twins) }
    #expect(
      error.map { "\($0)" }
        == "several heads predict these classes; choose a `task` of kinds, verbs")
  }

  @Test("vocabularies that differ are refused, naming the tasks")
  func vocabularies() throws {
    let other = Self.stages.replacing("words, data: text}", with: "words, data: foreign}")
    let foreign = """
        foreign: {kind: load, dataset: {kind: text, file: foreign.txt, validation_share: 0}}

      """
    let error = #expect(throws: (any Error).self) { try Laboratory(other + foreign) }
    #expect(
      error.map { "\($0)".hasPrefix("the tasks 'kinds' and 'words' have different vocabularies") }
        == true)
  }

  /// Finds the first problem of a plan with this mixture and these further stages.
  private func refusal(_ tasks: String, _ more: String = "") throws -> String {
    let spec = """
      experiment: mixtures
      stages:
        text: {kind: load, dataset: wordnet-glosses, max_length: 24}
        nouns: {kind: load, dataset: wordnet-nouns, max_length: 24, tokenizer: text}
        fresh:
          {kind: initialize, data: text, encoder: {layers: 1, hidden: 8, heads: 2}, sharing: none}
        mix: {kind: mixture, tasks: [\(tasks)]}
        \(more)

      """
    let errors = #expect(throws: SpecErrors.self) { try plan(spec.utf8) }
    return errors?.errors.first?.problem ?? ""
  }

  @Test("contradictions are refused before anything runs")
  func plans() throws {
    let task = "{name: a, data: nouns}"
    #expect(try refusal("") == "a mixture needs at least one task")
    #expect(try refusal("\(task), \(task)") == "two tasks are named 'a'")
    #expect(try refusal("{name: a, data: fresh}").hasPrefix("tasks.data must be a stage that"))
    #expect(
      try refusal(task, "bad: {kind: evaluate, model: fresh, data: mix}").hasPrefix(
        "data must be a stage that produces data; 'mix' (mixture) produces mixture"))
    #expect(
      try refusal(
        task, "bad: {kind: train, model: fresh, data: mix, steps: 1, distill: {teacher: fresh}}")
        == "`distill` is for one task, but 'data' is a mixture")
  }

  @Test("the plan knows the model's size, and the memory of the costliest task")
  func planned() throws {
    func training(_ tasks: String) throws -> PlannedTraining {
      let spec = """
        experiment: mixtures
        stages:
          text: {kind: load, dataset: wordnet-glosses, max_length: 24, vocabulary: 1000}
          nouns: {kind: load, dataset: wordnet-nouns, max_length: 16, tokenizer: text}
          fresh:
            kind: initialize
            data: text
            encoder: {layers: 1, hidden: 8, heads: 2}
            sharing: none
          mix: {kind: mixture, tasks: [\(tasks)]}
          tuned: {kind: train, model: fresh, data: mix, steps: 1, batch_size: 4}

        """
      return try #require(PlanOutlook(try plan(spec.utf8)).trainings.first)
    }
    let one = try training("{name: a, data: nouns}")
    let two = try training("{name: a, data: nouns}, {name: b, data: nouns}")
    let text = try training("{name: a, data: nouns}, {name: b, data: text}")
    #expect(two.parameters - one.parameters == 26 * 9)
    #expect(one.tokens == 4 * 16 && text.tokens == 4 * 24)
    #expect(text.parameters > one.parameters && text.operations > one.operations)
  }
}
