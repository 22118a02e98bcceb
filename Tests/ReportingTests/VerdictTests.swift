import Options
import Pipeline
import Spec
import Testing

@testable import Reporting

/// A comparison of the arms base, a and b, with more options and metrics as a test needs them.
private struct Judged {
  var options: [String: Value] = [
    "over": .text("arm"), "baseline": .text("base"), "measure": .text("accuracy"),
  ]
  var metrics: [String: Double] = ["base.mean": 0.5, "base.n": 5]

  /// Adds an arm with 5 pairs, or another number, whose difference has this p by Holm's method.
  mutating func add(
    _ arm: String, _ difference: Double, p: Double, pairs: Int = 5, _ more: [String: Double] = [:]
  ) {
    let known: [String: Double] = [
      "mean": 0.5 + difference, "n": Double(pairs), "pairs": Double(pairs),
      "difference": difference, "difference_low": difference - 0.25,
      "difference_high": difference + 0.25, "p": p / 2, "p_holm": p, "wins": 3,
      "p_sign_flip": 0.25, "detectable": 0.125,
    ]
    for (name, value) in known.merging(more, uniquingKeysWith: { $1 }) {
      metrics["\(arm).\(name)"] = value
    }
  }

  var table: Table {
    let stage = PlannedStage(
      id: StageID("verdict"), name: "verdict", cell: [],
      declaration: StageDeclaration(
        kind: "ablate", version: 1, about: "", produces: "comparison", options: []),
      options: .map(options), inputs: [], location: "")
    let plan = Plan(
      experiment: "example", about: "",
      axes: [SweepAxis(name: "arm", labels: ["base", "a", "b"])], cells: [[]], stages: [stage],
      tables: [])
    let rows = metrics.sorted { $0.key < $1.key }.map {
      ResultRow(cell: [], stage: "verdict", metric: $0.key, step: nil, value: $0.value)
    }
    return ResultTables(plan, rows: ResultRows(rows)).all[0]
  }

  /// The verdicts on a and b.
  var verdicts: [String] { table.rows.dropFirst().map { ($0.last ?? .missing).readable } }
}

@Suite("verdicts of comparisons")
struct VerdictTests {
  @Test("which direction is better is the metric's own, or as the spec says")
  func direction() {
    var judged = Judged()
    judged.add("a", 0.1, p: 0.01)
    judged.add("b", -0.1, p: 0.01)
    #expect(judged.verdicts == ["better", "worse"])
    judged.options["measure"] = .text("loss")
    #expect(judged.verdicts == ["worse", "better"])
    judged.options["measure"] = .text("surprise")
    #expect(judged.verdicts == ["higher", "lower"])
    judged.options["better"] = .text("lower")
    #expect(judged.verdicts == ["worse", "better"])
  }

  @Test("an arm whose p is not small is undecided, and so is one with two pairs")
  func undecided() {
    var judged = Judged()
    judged.add("a", 0.1, p: 0.06)
    judged.add("b", 0.1, p: 0.001, pairs: 2)
    #expect(judged.verdicts == ["undecided", "undecided"])
    let notes = judged.table.notes
    #expect(
      notes[0] == "a: undecided against base: +0.1000, 95 % -0.1500 to +0.3500 (5 pairs, "
        + "p = 0.0600 by Holm, 3 won, with 80 % power these would show 0.1250).")
    #expect(
      notes[1] == "b: undecided against base: +0.1000 (2 pairs, below 3 there is no interval, "
        + "p = 0.0010 by Holm, 3 won).")
    let cells = judged.table.rows.map { $0[4] }
    #expect(cells[2] == .interval(0.1, low: nil, high: nil))
  }

  @Test("within the margin an arm is equivalent, also where it differs from the baseline")
  func equivalent() {
    var judged = Judged()
    judged.options["margin"] = .number(0.5)
    judged.add("a", 0.001, p: 0.01, ["p_equivalence": 0.02])
    judged.add("b", 0.001, p: 0.5, ["p_equivalence": 0.2])
    #expect(judged.verdicts == ["equivalent", "undecided"])
    #expect(
      judged.table.notes[0].hasPrefix("a: equivalent to base within 0.5000: +0.0010,")
        && judged.table.notes[0].contains("p = 0.0200 of a difference beyond the margin"))
  }

  @Test("the baseline under other seeds is judged by its own p")
  func again() {
    var judged = Judged()
    judged.options["again"] = .list([.text("a"), .text("b")])
    judged.add("a", 0.001, p: 0.5)
    judged.add("b", 0.1, p: 0.02)
    #expect(judged.verdicts == ["same", "differs"])
    #expect(judged.table.notes[0].hasPrefix("a: base under other seeds, and does not differ"))
    #expect(judged.table.notes[1].contains("finds what isn't there"))
  }

  @Test("an arm of equal size stands beside an arm; where none does, that is said")
  func size() {
    var judged = Judged()
    judged.metrics["base.parameters"] = 1000
    judged.add("a", 0.1, p: 0.01, ["parameters": 2000])
    judged.add("b", 0.2, p: 0.01, ["parameters": 2060])
    #expect(
      judged.table.notes[0].hasSuffix(
        "; beside it b, 1.03 times as large: +0.2000, 95 % -0.0500 to +0.4500, better."))
    #expect(!judged.table.notes.joined().contains("No arm of equal size"))
    judged.metrics["b.parameters"] = 3000
    #expect(
      judged.table.notes[2]
        == "No arm of equal size (within 5 %) stands beside a, b: size alone may make their "
        + "differences.")
    // Embeddings don't count where the rest is known.
    for arm in ["base", "a", "b"] { judged.metrics["\(arm).non_embedding_parameters"] = 10 }
    #expect(judged.table.notes[0].contains("beside it b, 1.00 times"))
  }

  @Test("the smallest p of exact sign flips is said where it is not below 0.05")
  func flips() {
    var judged = Judged()
    judged.add("a", 0.1, p: 0.01)
    judged.add("b", 0.1, p: 0.01, pairs: 6)
    let notes = judged.table.notes.filter { $0.contains("sign flips") }
    #expect(
      notes == [
        "With 5 pairs, exact sign flips cannot give a p below 0.0625; the t-test takes "
          + "differences to be normal."
      ])
  }

  @Test("numbers of trials are a column where a search chose, and unequal ones are said")
  func trials() {
    var judged = Judged()
    judged.add("a", 0.1, p: 0.01)
    judged.add("b", 0.1, p: 0.01)
    #expect(!judged.table.header.contains("trials"))
    let plain = judged.table
    judged.options["trials"] = .map(["a": .integer(9), "base": .integer(9), "b": .integer(9)])
    #expect(judged.table.header.prefix(3) == ["arm", "parameters", "trials"])
    #expect(judged.table.rows.map { $0[2] } == [.whole(9), .whole(9), .whole(9)])
    #expect(judged.table.notes == plain.notes && judged.verdicts == ["better", "better"])
    #expect(judged.table.columns.filter(\.hasInterval).count == 1)
    judged.options["trials"] = .map(["a": .integer(9), "base": .integer(3)])
    #expect(judged.table.rows.map { $0[2] } == [.whole(3), .whole(9), .missing])
    let warning =
      "Options were chosen from unequal numbers of trials: a of 9; base of 3; b of none; tuning "
      + "alone may make the difference."
    #expect(judged.table.notes.filter { !plain.notes.contains($0) } == [warning])
    let texts = [TextExporter.render(judged.table), LaTeXExporter.render(judged.table)]
    #expect(texts.allSatisfy { $0.contains("trials") })
    #expect(CSVExporter.render(judged.table).hasPrefix("arm,parameters,trials,accuracy_mean,"))
    #expect(JSONExporter.render(judged.table).contains("\"trials\": 9"))
  }

  @Test("texts end with the sentences; programs get the columns that people don't")
  func formats() {
    var judged = Judged()
    judged.add("a", 0.1, p: 0.01)
    let (text, table) = (TextExporter.render(judged.table), judged.table)
    #expect(text.contains("a: better than base") && !text.contains("detectable"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    let csv = CSVExporter.render(table).split(separator: "\n")
    #expect(csv[0].contains(",detectable,") && csv.count == 3)
    let json = JSONExporter.render(table)
    #expect(json.contains("\"difference_low\": -0.15") && json.contains("\"detectable\": 0.125"))
    #expect(json.contains("\"difference\": null, \"difference_low\": null"))
  }
}
