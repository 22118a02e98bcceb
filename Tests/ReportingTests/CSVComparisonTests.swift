import Reporting
import Testing

@Suite("the comparison of CSV files")
struct CSVComparisonTests {
  private func compare(
    _ former: String, _ new: String, tolerance: Double = 0
  ) -> CSVComparison {
    CSVComparison(Array(former.utf8), Array(new.utf8), tolerance: tolerance)
  }

  @Test("finds no difference between equal files, and counts their cells")
  func equal() {
    let text = "arm,x_mean\n\"a, \"\"b\"\"\n=c\",0.1\nd,\n"
    let found = compare(text, text)
    #expect(found.differences.isEmpty && found.rows == 2 && found.cells == 4)
  }

  @Test("names the row, its labels, the column and both values of a cell that differs")
  func oneCell() throws {
    let found = compare("arm,seed,x\na,1,0.5\nb,2,0.25\n", "arm,seed,x\na,1,0.5\nb,2,0.5\n")
    let difference = try #require(found.differences.first)
    #expect(found.differences.count == 1)
    #expect(difference.row == 2 && difference.labels == ["b"] && difference.column == "x")
    #expect(difference.former == "0.25" && difference.new == "0.5" && difference.relative == 0.5)
  }

  @Test(
    "takes only fractions with a tolerance",
    arguments: [
      ("0.1", "0.1001", true), ("0.1", "0.11", false), ("5", "6", false),
      ("1000000", "1000001", false),
      ("1", "0.9999", true), ("0", "1e-30", false), ("-0.1", "-0.1001", true),
      ("0.1", "-0.1", false),
      ("nan", "0.1", false), ("inf", "1e308", false), ("nan", "nan", true), ("", "0.1", false),
      ("a", "b", false), ("failed", "not run", false), ("1e400", "1e401", false),
      ("0.1", "0.1", true),
      ("+0.1", "0.1", false), ("0x1p-3", "0.125", false), ("e\u{301}", "é", false),
    ])
  func tolerance(former: String, new: String, isEqual: Bool) {
    let found = compare("x\n\(former)\n", "x\n\(new)\n", tolerance: 0.01)
    #expect(found.differences.isEmpty == isEqual)
  }

  @Test("counts what the tolerance allowed, and how much it was")
  func tolerated() {
    let found = compare("x,y\n0.5,0.25\n", "x,y\n0.5,0.2499\n", tolerance: 0.01)
    #expect(found.tolerated == 1 && abs(found.largestTolerated - 0.0004) < 1e-9)
    #expect(compare("x\n0.25\n", "x\n0.2499\n").tolerated == 0)
  }

  @Test("reports lines and columns that only one file has")
  func shapes() {
    let fewer = compare("x,y\n1,2\n3,4\n", "x\n1\n")
    #expect(fewer.differences.count == 4)
    #expect(fewer.differences[0].row == 0 && fewer.differences[0].former == "y")
    #expect(fewer.differences.allSatisfy { $0.new == nil })
    #expect(fewer.differences.map(\.column) == ["y", "y", "x", "y"])
    let empty = compare("", "x\n1\n")
    #expect(empty.differences.count == 2 && empty.differences.allSatisfy { $0.former == nil })
    #expect(compare("x\n1\n", "x\n1").differences.isEmpty)
  }

  @Test("survives any bytes")
  func anyBytes() {
    var numbers = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let alphabet = Array("a1.,\"\n\r-".utf8) + [0xFF, 0xC3]
      func bytes() -> [UInt8] {
        (0..<Int.random(in: 0...12, using: &numbers)).map { _ in alphabet.randomElement() ?? 0 }
      }
      let (former, new) = (bytes(), bytes())
      _ = CSVComparison(former, new, tolerance: 0.1)
      #expect(CSVComparison(former, former, tolerance: 0).differences.isEmpty)
    }
  }
}
