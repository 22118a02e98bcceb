import Pipeline
import Spec
import Stages
import Testing

@Suite("merging through the stages")
struct MergeStageTests {
  private static let stages = """
      verbs:
        kind: load
        dataset: {kind: table, train: classes.tsv, classes: [animal, plant, thing, none]}
        max_length: 16
        tokenizer: text
      a: {kind: train, model: donor, data: classes, steps: 12, batch_size: 8, learning_rate: 0.01}
      b: {kind: train, model: donor, data: verbs, steps: 12, batch_size: 8, learning_rate: 0.01}
      mean: {kind: merge, base: donor, models: [{name: kinds, model: a}, {name: verbs, model: b}]}
      sum:
        kind: merge
        base: donor
        models: [{name: kinds, model: a}, {name: verbs, model: b}]
        method: {kind: arithmetic, scale: 0.5}
      routed:
        kind: merge
        base: donor
        models: [{name: kinds, model: a}, {name: verbs, model: b}]
        method: {kind: smile, rank: 2, gate_rank: 2}

    """

  private static let scores = """
      mean-a: {kind: evaluate, model: mean, data: classes, split: test}
      mean-b: {kind: evaluate, model: mean, data: verbs, split: train, task: verbs}
      sum-a: {kind: evaluate, model: sum, data: classes, split: test}
      routed-a: {kind: evaluate, model: routed, data: classes, split: test}
      routed-b: {kind: evaluate, model: routed, data: verbs, split: train}
      more: {kind: train, model: mean, data: classes, steps: 1, batch_size: 8}

    """

  @Test("makes one model of several, and each task's head is evaluated on its data")
  func merge() throws {
    let laboratory = try Laboratory(Self.stages + Self.scores)
    for stage in ["mean-a", "mean-b", "sum-a", "routed-a", "routed-b"] {
      #expect((0...1).contains(try laboratory.metric("accuracy", of: stage)))
    }
    let mean = try laboratory.metric("parameters", of: "mean")
    // The heads of two tasks, of which a model has one each.
    #expect(try mean == laboratory.metric("parameters", of: "a") + 4 * 17)
    #expect(try laboratory.metric("parameters", of: "sum") == mean)
    // Two experts of four matrices of 16 × 16, two with a side of 64, and the pooler.
    let square = 2 * (2 * 32 + 16 + 2 * 16)
    let wide = 2 * (2 * 80 + 64 + 2 * 16) + 2 * (2 * 80 + 16 + 2 * 64)
    let routed = try laboratory.metric("parameters", of: "routed")
    #expect(routed == mean + Double(5 * square + wide))
    let gates = 2 * 2 * (5 * 16 + 16 + 64)
    #expect(try laboratory.metric("trainable_parameters", of: "routed") == routed - Double(gates))
  }

  @Test("one model alone is that model, by whichever method keeps all of it")
  func alone() throws {
    let laboratory = try Laboratory(
      Self.stages + """
          mine: {kind: evaluate, model: a, data: classes, split: test}
          one: {kind: merge, base: donor, models: [{name: kinds, model: a}]}
          same: {kind: evaluate, model: one, data: classes, split: test}
          added:
            kind: merge
            base: donor
            models: [{name: kinds, model: a}]
            method: {kind: arithmetic, scale: 1}
          again: {kind: evaluate, model: added, data: classes, split: test}

        """)
    let wanted = try laboratory.metric("loss", of: "mine")
    #expect(try laboratory.metric("loss", of: "same") == wanted)
    #expect(try laboratory.metric("loss", of: "again") == wanted)
  }

  /// Returns the message of a stage that fails, or that the plan refuses.
  private func problem(_ stage: String) throws -> String {
    let error = #expect(throws: (any Error).self) {
      try Laboratory(Self.stages + "  bad: \(stage)\n")
    }
    return error.map { "\($0)" } ?? ""
  }

  @Test(
    "what can't be merged, or made of a merged model, is refused by name",
    arguments: [
      ("{kind: merge, base: donor, models: []}", "there is no model to merge"),
      (
        "{kind: merge, base: donor, models: [{name: x, model: a}, {name: x, model: b}]}",
        "two tasks are named 'x'"
      ),
      (
        "{kind: merge, base: donor, models: [{name: x, model: fresh}]}",
        "the model of 'x' has no classifier"
      ),
      (
        """
        {kind: merge, base: donor, models: [{name: x, model: a}],
             method: {kind: smile, top: 2}}
        """, "'top' is 2, but the number of models is 1"
      ),
      (
        "{kind: merge, base: routed, models: [{name: x, model: a}]}",
        "the base was made by routing among merged models"
      ),
      (
        "{kind: train, model: routed, data: classes, steps: 1, batch_size: 8}",
        "'routed' chooses among the experts of merged models"
      ),
      ("{kind: decompose, model: routed}", "'routed' chooses among the experts"),
      ("{kind: initialize, from: routed, sharing: none}", "'routed' chooses among the experts"),
    ])
  func refusals(stage: String, message: String) throws {
    let found = try problem(stage)
    #expect(found.contains(message), "\(found)")
  }
}
