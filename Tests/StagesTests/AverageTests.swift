import Spec
import Stages
import TestSupport
import Testing

@Suite("averages over tasks")
struct AverageTests {
  private static let specification = """
      start: {kind: initialize, from: donor, sharing: "${task}"}
      tuned: {kind: train, model: start, data: classes, steps: 3, batch_size: 8, seed: "${seed}"}
      score:
        {kind: evaluate, model: tuned, data: classes, split: test, headline: [accuracy, matthews]}
      both: {kind: average, over: task, measure: score.headline}
      one: {kind: average, over: task, measure: score.headline, of: [none]}
    """
  private static let sweep = "{task: [all, none], seed: [1, 2]}"

  @Test("are means of the headlines of the tasks that are named, seed by seed")
  func means() throws {
    let laboratory = try Laboratory(Self.specification, sweep: Self.sweep)
    for seed in 1...2 {
      let headlines = try ["all", "none"].map { task -> Double in
        let stage = "score[task=\(task),seed=\(seed)]"
        let scores = try ["accuracy", "matthews"].map { try laboratory.metric($0, of: stage) }
        let headline = try laboratory.metric("headline", of: stage)
        #expect(abs(headline - (scores[0] + scores[1]) / 2) < 1e-12)
        return headline
      }
      let both = "both[seed=\(seed)]"
      let mean = (headlines[0] + headlines[1]) / 2
      #expect(try abs(laboratory.metric("average", of: both) - mean) < 1e-12)
      #expect(try laboratory.metric("averaged", of: both) == 2)
      #expect(try laboratory.metric("of.all", of: both) == headlines[0])
      #expect(try laboratory.metric("average", of: "one[seed=\(seed)]") == headlines[1])
    }
  }

  @Test("a task that isn't there is refused at its location")
  func missing() throws {
    let errors = #expect(throws: SpecErrors.self) {
      try plan(
        """
        experiment: averages
        sweep: {task: [10, 20]}
        stages:
          data: {kind: load, dataset: {kind: wordnet-nouns, limit: "${task}"}}
          mean: {kind: average, over: task, measure: data.classes, of: [10, 30]}
        """.utf8)
    }
    #expect("\(errors as Any)".contains("'30' is no value of 'task' in this cell"))
  }
}
