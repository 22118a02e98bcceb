import FoundationEssentials
import Glibc
import Pipeline
import Testing

@Suite("the work of stages")
struct WorkTests {
  private static let tuned = """
      tuned:
        {kind: train, model: donor, data: classes, steps: 12, batch_size: 8, learning_rate: 0.01,
         log_every: 5,
         seed: "${seed}"}
      score: {kind: evaluate, model: tuned, data: classes, split: test}
    """

  @Test(
    "training that is stopped and resumed, however often, ends in the same bits", arguments: [1, 5])
  func resumption(steps: Int) throws {
    let laboratory = try Laboratory(Self.tuned)
    let undisturbed = try laboratory.output("tuned[seed=1]")
    var (resumed, stops): (StageOutput?, Int) = (nil, 0)
    while resumed == nil {
      do {
        resumed = try laboratory.again("tuned[seed=1]", in: "again", stoppingAfter: steps)
      } catch is StageStopped {
        stops += 1
        try #require(stops < 20)
      }
    }
    #expect(stops >= 2)
    #expect(resumed?.metrics == undisturbed.metrics)
    let path = try #require(resumed?.files["model.safetensors"])
    let bytes = try Data(contentsOf: URL(filePath: path))
    #expect(try bytes == laboratory.file("model.safetensors", of: "tuned[seed=1]"))
  }

  @Test("any number of threads gives the same bits")
  func threads() throws {
    let (one, three) = (try Laboratory(Self.tuned), try Laboratory(Self.tuned, threads: 3))
    for stage in ["donor", "tuned[seed=1]"] {
      let file = "model.safetensors"
      #expect(try one.file(file, of: stage) == three.file(file, of: stage))
    }
    #expect(try one.output("score[seed=1]").metrics == three.output("score[seed=1]").metrics)
  }

  @Test("another seed gives another model of the same size; the same seed gives the same")
  func seeds() throws {
    let laboratory = try Laboratory(Self.tuned, sweep: "{seed: [1, 2]}")
    let file = "model.safetensors"
    let (first, second) = (
      try laboratory.file(file, of: "tuned[seed=1]"), try laboratory.file(file, of: "tuned[seed=2]")
    )
    #expect(first != second && first.count == second.count)
    #expect(try Laboratory(Self.tuned).file(file, of: "tuned[seed=1]") == first)
  }

  @Test("learning lowers the loss, and more so than chance allows")
  func learning() throws {
    let laboratory = try Laboratory(
      """
        tuned: {kind: train, model: donor, data: classes, steps: 120, batch_size: 8,
                learning_rate: 0.01}
        score: {kind: evaluate, model: tuned, data: classes, split: test}
      """)
    #expect(try laboratory.metric("accuracy", of: "score") > 0.9)
    #expect(try laboratory.metric("loss", of: "score") < 0.5)
    #expect(try laboratory.metric("majority_share", of: "score") == 1.0 / 3)
    #expect(try laboratory.metric("scored", of: "score") == 48)
  }

  @Test("the batch of an evaluation changes no bit of any metric", arguments: [1, 5, 7, 40])
  func evaluationBatch(size: Int) throws {
    let laboratory = try Laboratory(
      """
        whole: {kind: evaluate, model: donor, data: text, split: train}
        cut: {kind: evaluate, model: donor, data: text, split: train, batch_size: \(size)}
        tuned: {kind: train, model: donor, data: classes, steps: 3, batch_size: 8,
                learning_rate: 0.01}
        wholeClasses: {kind: evaluate, model: tuned, data: classes, split: train}
        cutClasses: {kind: evaluate, model: tuned, data: classes, split: train, batch_size: \(size)}
      """)
    for (whole, cut) in [("whole", "cut"), ("wholeClasses", "cutClasses")] {
      #expect(try laboratory.output(whole).metrics == laboratory.output(cut).metrics)
    }
    let cut = try laboratory.metric("loss", of: "cut")
    #expect(try abs(laboratory.metric("perplexity", of: "cut") / exp(cut) - 1) < 1e-12)
  }

  @Test("a comparison is that of the paired samples")
  func comparison() throws {
    let laboratory = try Laboratory(
      """
        start: {kind: initialize, from: donor, sharing: "${arm}"}
        tuned: {kind: train, model: start, data: classes, steps: 9, batch_size: 8, seed: "${seed}"}
        score: {kind: evaluate, model: tuned, data: classes, split: test}
        verdict: {kind: ablate, over: arm, baseline: all, measure: score.loss, pair: seed}
      """, sweep: "{arm: [all, none], seed: [1, 2, 3]}")
    func losses(_ arm: String) throws -> [Double] {
      try (1...3).map { try laboratory.metric("loss", of: "score[arm=\(arm),seed=\($0)]") }
    }
    let (all, none) = (try losses("all"), try losses("none"))
    let differences = zip(none, all).map { $0 - $1 }
    let mean = differences.reduce(0, +) / 3
    let variance = differences.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 2
    // The 0.975 quantile of Student's t with two degrees of freedom.
    let margin = 4.302652729911275 * (variance / 3).squareRoot()
    func metric(_ name: String) throws -> Double { try laboratory.metric(name, of: "verdict") }
    #expect(try abs(metric("all.mean") - all.reduce(0, +) / 3) < 1e-12)
    #expect(try abs(metric("none.difference") - mean) < 1e-12)
    #expect(try abs(metric("none.difference_low") - (mean - margin)) < 1e-9)
    #expect(try abs(metric("none.difference_high") - (mean + margin)) < 1e-9)
    #expect(try metric("none.n") == 3)
    #expect(try metric("none.parameters") > metric("all.parameters"))
  }

  @Test("data for the wrong head, or with another vocabulary, are refused in words")
  func refusals() throws {
    let wrongHead = #expect(throws: (any Error).self) {
      try Laboratory("  score: {kind: evaluate, model: donor, data: classes, split: test}")
    }
    #expect("\(wrongHead as Any)".contains("no head for these data"))
    let otherWords = #expect(throws: (any Error).self) {
      try Laboratory(
        """
          other: {kind: load, dataset: {kind: table, train: classes.tsv}, max_length: 16}
          tuned: {kind: train, model: donor, data: other, steps: 1}
        """)
    }
    #expect("\(otherWords as Any)".contains("different vocabularies"))
    let foreignScore = #expect(throws: (any Error).self) {
      try Laboratory(
        """
          other: {kind: load, dataset: {kind: text, file: foreign.txt}, max_length: 16}
          score: {kind: evaluate, model: donor, data: other, split: train}
        """)
    }
    #expect("\(foreignScore as Any)".contains("different vocabularies"))
    let hiddenLabels = #expect(throws: (any Error).self) {
      try Laboratory(
        """
          hidden:
            kind: load
            dataset: {kind: table, train: classes.tsv, test: hidden.tsv}
            max_length: 16
            tokenizer: text
          tuned: {kind: train, model: donor, data: hidden, steps: 1}
          score: {kind: evaluate, model: tuned, data: hidden, split: test}
        """)
    }
    #expect("\(hiddenLabels as Any)".contains("the split 'test' has nothing to compare with"))
  }

  @Test("passages in which no token is known are left out, as nothing in them could be masked")
  func unknownText() throws {
    let laboratory = try Laboratory(
      """
        other:
          kind: load
          dataset: {kind: text, file: foreign.txt, validation_share: 0}
          max_length: 16
          tokenizer: text
        tuned: {kind: train, model: donor, data: other, steps: 3, batch_size: 1}
      """)
    #expect(try laboratory.metric("sequences.train", of: "other") == 1)
    #expect(try laboratory.metric("loss", of: "tuned").isFinite)
  }
}
