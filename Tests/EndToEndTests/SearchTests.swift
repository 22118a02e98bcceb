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
}
