import Foundation
import Pipeline
import Spec
import TestSupport
import Testing

/// Makes a plan of two arms, two depths and two seeds with one table, `main`.
private func plan(_ table: String, file: String = "test.yaml") throws -> Plan {
  try makePlan(
    """
    sweep: {arm: [mpo, all], depth: [6, 12], seed: [1, 2]}
    stages:
      tuned: {kind: make, label: "${arm}", depth: "${depth}", size: "${seed}"}
    tables:
      main: {\(table)}
    """, file: file)
}

/// Returns the first problem of a table without the name of the file.
private func complaint(_ table: String) -> String {
  do {
    _ = try plan(table)
    return "none"
  } catch { return String("\(error)".split(separator: ":", maxSplits: 2).last ?? "") }
}

@Suite("the look of a plan's tables")
struct TableLookTests {
  @Test("all of it is read")
  func everything() throws {
    let look = try plan(
      """
      rows: [arm], over: seed, pivot: depth, spread: sem, best: true, sort: tuned.loss,
      columns: [tuned.loss,
        {metric: tuned.size, label: Size of it, digits: 1, percent: yes, best: no}],
      where: {seed: [2], arm: mpo}, caption: Losses, footnote: All of it.,
      footnotes: {mpo: Small., Size of it: Counted.}
      """
    ).tables[0].look
    #expect(look.pivot == "depth" && look.spread.rawValue == "sem" && look.caption == "Losses")
    #expect(look.filter == ["seed": ["2"], "arm": ["mpo"]])
    #expect(look.order?.column == "tuned.loss" && look.order?.isAscending == nil)
    #expect(look.columns.map(\.label) == [nil, "Size of it"])
    #expect(
      look.columns.map(\.digits) == [nil, 1] && look.columns.map(\.isPercent) == [false, true])
    #expect(look.columns.map(\.marksBest) == [true, false])
    #expect(look.footnotes.map(\.target) == [nil, "mpo", "Size of it"])
    #expect(look.footnotes.map(\.text) == ["All of it.", "Small.", "Counted."])
  }

  @Test("rows are all axes but those of over and pivot")
  func rows() throws {
    #expect(try plan("over: seed, pivot: depth").tables[0].rows == ["arm"])
  }

  @Test(
    "what is wrong is refused with what would be right",
    arguments: [
      ("pivot: dept", "pivot: 'dept' is not a sweep axis\n  hint: did you mean 'depth'?"),
      ("pivot: arm, rows: [arm]", "the axis 'arm' is used twice in table 'main'"),
      ("where: {arm: [mpo, al]}", "where: 'al' is no value of 'arm'\n  hint: known: mpo, all"),
      ("where: {am: mpo}", "where: 'am' is not a sweep axis\n  hint: known: arm"),
      ("where: [arm]", "where must be a mapping of axes, not a list"),
      ("spread: sd", "spread must be one of ci95, none, range, sem, std, not \"sd\""),
      ("best: maybe", "best must be true or false, not \"maybe\""),
      ("sort: loss, columns: [tuned.loss]", "sort: 'loss' is no column of the table 'main'"),
      ("sort: {order: ascending}", "sort needs 'by'"),
      (
        "sort: {by: tuned.loss, order: up}, columns: [tuned.loss]",
        "order must be one of ascending, descending, not \"up\""
      ),
      ("columns: [{label: x}]", "a column needs 'metric'"),
      ("columns: [{metric: tuned.loss, digit: 2}]", "unknown key 'digit' of a column"),
      ("columns: [{metric: tuned.loss, digits: 99}]", "digits must be a whole number from 0 to 12"),
      ("columns: [{metric: tuned.loss, percent: 3}]", "percent must be true or false, not 3"),
      ("columns: [[tuned.loss]]", "columns must be a list of names, not a list"),
      ("footnotes: x", "footnotes must be a mapping, not \"x\""),
      (
        "rows: [arm], columns: [tuned.loss], footnotes: {mpu: x}",
        "footnotes: 'mpu' is no row or column of the table 'main'\n  hint: did you mean 'mpo'?"
      ),
      ("caption: [a]", "caption must be a text, not a list"),
      ("reference: nowhere.yaml", "reference: the file 'nowhere.yaml' can't be read"),
      ("colums: [a]", "unknown key 'colums' of a table\n  hint: did you mean 'columns'?"),
    ])
  func refused(table: String, wanted: String) {
    #expect(complaint(table).contains(wanted), "\(complaint(table))")
  }

  @Test("published numbers come from a file beside the spec, with where they stand")
  func published() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(
      """
      - source: Liu et al. 2023
        table: Table 1
        rows:
          MPOBERT: {tuned.loss: 0.5, other: 3}
          nothing of ours: {other: 4}
      - {source: Lan et al. 2020, rows: {ALBERT: {tuned.loss: 1}}}
      """.utf8, to: "published.yaml")
    let table = "rows: [arm], columns: [tuned.loss], reference: published.yaml"
    let rows = try plan(table, file: folder.file("spec.yaml")).tables[0].look.published
    #expect(rows.map(\.name) == ["MPOBERT", "ALBERT"])
    #expect(rows.map(\.source) == ["Liu et al. 2023, Table 1", "Lan et al. 2020"])
    #expect(rows.map(\.values) == [["tuned.loss": 0.5], ["tuned.loss": 1]])
  }

  @Test(
    "a file of published numbers is checked at its own places",
    arguments: [
      ("source: A\nrows: {a: {tuned.loss: x}}", "p.yaml:2:24: error: a published value must be"),
      ("rows: {a: {tuned.loss: 1}}", "p.yaml:1:1: error: published numbers need 'source'"),
      ("source: A\nrow: {}", "p.yaml:2:1: error: unknown key 'row' of published numbers"),
      ("source: A\nrows: {a: 3}", "p.yaml:2:11: error: a published row must be a mapping"),
      ("source: [\n", "p.yaml:2:1: error: "),
      ("source: A\nrows: {a: {other: 3}}", "has no number for a column of this table"),
    ])
  func faultyFile(text: String, wanted: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(text.utf8, to: "p.yaml")
    let table = "rows: [arm], columns: [tuned.loss], reference: p.yaml"
    do {
      _ = try plan(table, file: folder.file("spec.yaml"))
      Issue.record("it is taken")
    } catch { #expect("\(error)".contains(wanted), "\(error)") }
  }
}
