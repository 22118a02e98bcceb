import Foundation
import TestSupport
import Testing

@Suite("a search as a program")
struct SearchTests {
  /// Six trials by successive halving, with two of them kept: nine stages in all.
  private static let spec = """
    experiment: halving
    sweep:
      rate: [1, 2, 3, 4, 5, 6]
      steps: [100, 300]
    search: {trials: [rate], rungs: steps, measure: score.x, keep: 2}
    stages:
      score:
        kind: shell
        command: 'echo "{\\"x\\": $(($RATE * $STEPS))}" > metrics.json'
        environment: {RATE: "${rate}", STEPS: "${steps}"}
        metrics: metrics.json
    tables: {main: {rows: [rate, steps], columns: [score.x]}}

    """

  @Test(
    "the last trial of a rung lets the next rung begin, with any number of jobs",
    arguments: ["1", "2", "3"])
  func wholeSearch(jobs: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(Self.spec.utf8, to: "halving.yaml")
    let first = try Program.run(["run", "halving.yaml", "--jobs", jobs], in: folder)
    #expect(first.status == 0, "\(first.complaints)")
    let again = try Program.run(["run", "halving.yaml", "--jobs", jobs], in: folder)
    #expect(again.output == first.output)
    #expect(!again.complaints.contains("started"), "\(again.complaints)")
    let table = folder.file("Results/halving/main.csv")
    let rows = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
    #expect(rows.contains("6,300,1800") && rows.contains("5,300,1500"), "\(rows)")
    let rung = rows.filter { $0.contains(",100,") }
    #expect(rung.count == 6 && rung.allSatisfy { $0.last != "," }, "\(rows)")
  }

  /// Two arms, one of which the search tries with half as many rates; comma and quotes are there to
  /// be kept.
  private static let tuned = """
    experiment: tuned
    sweep:
      arm: {'all, "rates"': {add: 0}, few: {add: 5}}
      rate: [1, 2, 3, 4]
      steps: [100, 300]
      seed: [1, 2, 3]
      except: [{arm: few, rate: [1, 2]}]
    search: {trials: [rate], rungs: steps, measure: score.x, keep: 2}
    stages:
      score:
        kind: shell
        command: 'echo "{\\"x\\": $(($RATE * $STEPS + $ADD * $SEED))}" > metrics.json'
        environment: {RATE: "${rate}", STEPS: "${steps}", ADD: "${arm.add}", SEED: "${seed}"}
        metrics: metrics.json
      verdict:
        {kind: ablate, over: arm, baseline: 'all, "rates"', measure: score.x, pair: seed}

    """

  @Test("the table of a comparison has the number of trials of each arm that a search chose from")
  func trials() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(Self.tuned.utf8, to: "tuned.yaml")
    let run = try Program.run(["run", "tuned.yaml", "--jobs", "2"], in: folder)
    #expect(run.status == 0, "\(run.complaints)")
    let table = folder.file("Results/tuned/verdict.csv")
    let rows = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
    #expect(rows[0].hasPrefix("rate,steps,arm,parameters,trials,x_mean,x_std,x_n,pairs,"))
    let all = "\"all, \"\"rates\"\"\""
    #expect(rows.contains { $0.hasPrefix("1,100,\(all),,4,100,") }, "\(rows)")
    #expect(rows.contains { $0.hasPrefix("4,300,\(all),,4,1200,") }, "\(rows)")
    #expect(rows.contains { $0.hasPrefix("4,300,few,,2,1210,") }, "\(rows)")
    let warning =
      "unequal numbers of trials [rate=4,steps=300]: all, \"rates\" of 4; few of 2; tuning"
    let words = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains(warning), "\(run.output)")
    // Numbers from elsewhere are shown at once: no stage is to be done for them.
    let declared = Self.tuned.replacing("pair: seed", with: "pair: seed, trials: {few: 9}")
    _ = try folder.write(declared.utf8, to: "tuned.yaml")
    #expect(try Program.run(["plan", "tuned.yaml", "--exit-code"], in: folder).status == 0)
    let shown = try Program.run(["table", "tuned.yaml", "verdict", "--format", "csv"], in: folder)
    #expect(shown.output.contains("\n4,300,few,,9,1210,"), "\(shown.output)")
    let wrong = Self.tuned.replacing("pair: seed", with: "pair: seed, trials: {few: 9, fw: 3}")
    _ = try folder.write(wrong.utf8, to: "tuned.yaml")
    let warned = try Program.run(["table", "tuned.yaml", "verdict"], in: folder)
    #expect(warned.complaints.contains("trials: 'fw' is no arm of 'arm'; "))
  }
}
