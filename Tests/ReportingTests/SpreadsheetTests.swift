import Foundation
import Reporting
import TestSupport
import Testing

@Suite("CSV for spreadsheets")
struct SpreadsheetTests {
  private let table = Table(
    name: "hostile", header: ["=arm", "@x", "plain", "-mean"],
    rows: [
      [
        .text("=cmd|' /C calc'!A0"), .number(-0.5), .text("a"),
        .summary(mean: -1, deviation: 0.5, count: 2),
      ],
      [.text("+1"), .whole(-1000), .text("-"), .summary(mean: 2, deviation: nil, count: 1)],
      [.text("@SUM(1,2)"), .number(.nan), .text("\ttab"), .absent(.failed)],
      [.text("\r=1"), .number(-.infinity), .text("line\n=2"), .missing],
      [.text("\n=3"), .number(.infinity), .text("'=4"), .absent(.notRun)],
      [.text("＝5"), .number(1e-300), .text("\"=6\""), .missing],
      [.text(""), .missing, .text(" =7"), .missing],
    ])

  @Test("begins with a byte order mark and has no text that a formula begins like")
  func golden() { expectGolden(SpreadsheetExporter.render(table), "spreadsheet.csv") }

  @Test("differs from plain CSV only by the mark and apostrophes")
  func plain() {
    let harmless = Table(
      name: "", header: ["arm", "x"],
      rows: [[.text("a"), .number(-0.25)], [.text("5+5"), .missing]])
    #expect(SpreadsheetExporter.render(harmless) == "\u{FEFF}" + CSVExporter.render(harmless))
  }

  @Test("leaves the numbers of a rewritten file as they are")
  func rewritten() {
    let file = "row,label,score.=a\n1,=1+1,-0.5\n2,-,1e-5\n3,\"+a, b\",-inf\n"
    #expect(
      SpreadsheetExporter.rewritten(Array(file.utf8))
        == "\u{FEFF}row,label,score.=a\n1,'=1+1,-0.5\n2,'-,1e-5\n3,\"'+a, b\",'-inf\n")
    #expect(SpreadsheetExporter.rewritten([]) == "\u{FEFF}")
  }
}
