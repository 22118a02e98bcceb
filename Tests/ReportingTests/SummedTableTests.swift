import Reporting
import Testing

@Suite("tables for the width of a terminal, with stages summed up")
struct SummedTableTests {
  private let cells = Table(
    name: "plan", header: ["stage", "status", "seconds", "size", "reason"],
    rows: [
      [.text("text"), .text("cached"), .missing, .whole(10), .text("")],
      [.text("tuned[a=1]"), .text("cached"), .number(1.5), .whole(1000), .text("")],
      [.text("tuned[a=2]"), .text("run"), .number(2), .whole(3000), .text("rate")],
      [.text("tuned[a=3]"), .text("run"), .number(2), .whole(2000), .text("steps")],
    ])
  private let names = [["text"], ["tuned"], ["tuned"], ["tuned"]]

  @Test("a stage is one row: statuses counted, times added, sizes from least to most")
  func summed() {
    let table = cells.summed(by: names, [.counts, .total, .range, .first])
    #expect(table.header == ["stage", "cells", "status", "seconds", "size", "reason"])
    #expect(
      Array(table.rows) == [
        [.text("text"), .text(""), .text("cached"), .missing, .whole(10), .text("")],
        [
          .text("tuned"), .text("×3"), .text("1 cached, 2 run"), .number(5.5),
          .text("1 000 … 3 000"), .text("rate (and 1 other)"),
        ],
      ])
  }

  @Test("what every cell says alike is said once, and one cell alone is as it was")
  func alike() {
    let same = Table(
      name: "t", header: ["stage", "kind", "size"],
      rows: [[.text("a[s=1]"), .text("k"), .whole(5)], [.text("a[s=2]"), .text("k"), .whole(5)]])
    let table = same.summed(by: [["a"], ["a"]], [.counts, .range])
    #expect(Array(table.rows) == [[.text("a"), .text("×2"), .text("k"), .whole(5)]])
    #expect(same.summed(by: [["a"], ["b"]], [.counts, .range]) == same)
  }

  @Test("numbers of a column are shown as asked for, others stay")
  func numbers() {
    let table = cells.numbers(inColumn: "seconds") { "\($0) s" }
    #expect(table.rows.map { $0[2] } == [.missing, .text("1.5 s"), .text("2.0 s"), .text("2.0 s")])
    #expect(table.rows.map { $0[3] } == cells.rows.map { $0[3] })
  }

  @Test("the widest texts are cut, numbers never", arguments: [200, 60, 41, 20, 1])
  func fitted(width: Int) {
    let long = String(repeating: "x", count: 90)
    let wide = Table(
      name: "wide", header: ["stage", "value", "options"],
      rows: [[.text("tuned[arm=mpo]"), .whole(123_456_789), .text(long)]])
    let lines = TextExporter.render(wide.fitted(to: width)).split(separator: "\n").dropFirst()
    // Two columns of eight, eleven digits and two gaps are as narrow as it gets.
    #expect(lines.allSatisfy { $0.count <= max(width, 31) })
    #expect(lines.last?.contains("123 456 789") == true)
    #expect((lines.last?.contains("…") == true) == (width < 119))
    #expect(width < 119 || wide.fitted(to: width) == wide)
  }

  @Test("headers of numbers and the title are cut where texts can't give more")
  func headers() {
    let table = Table(
      name: "a title that is longer than that", header: ["stage", "how long it took"],
      rows: [[.text("tuned"), .whole(12_345)]])
    #expect(
      TextExporter.render(table.fitted(to: 16)) == """
        a title that is…

        stage  how long…
        -----  ---------
        tuned     12 345

        """)
  }
}
