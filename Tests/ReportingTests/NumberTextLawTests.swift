import Pipeline
import TestSupport
import Testing

@testable import Reporting

@Suite("what texts of numbers promise")
struct NumberTextLawTests {
  private static let ties: [(Double, Int, String)] = [
    (0.5, 0, "1"), (1.5, 0, "2"), (2.5, 0, "3"), (-2.5, 0, "-3"), (0.125, 2, "0.13"),
    (-0.375, 2, "-0.38"), (0.03125, 4, "0.0313"), (0.09375, 4, "0.0938"),
  ]

  @Test("a tie goes away from zero, also where the digit before it is even", arguments: ties)
  func tie(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  private static let extremes: [(Double, Int, String)] = [
    (-0.0, 0, "0"), (-0.0, 3, "0.000"), (-1e-300, 4, "0.0000"), (-0.00004, 4, "0.0000"),
    (0.99996, 4, "1.0000"), (-9.99996, 4, "-10.0000"), (999_999_999_999, 1, "999999999999.0"),
    (.nan, 4, "nan"), (.infinity, 4, "inf"), (-.infinity, 0, "-inf"), (1e300, 4, "1e+300"),
  ]

  @Test("carries, nothings and what is no number", arguments: extremes)
  func extreme(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test("so many decimals: exactly so many, and nearest to the value", arguments: 0...6)
  func nearest(decimals: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(decimals))
    let step = (0..<decimals).reduce(1.0) { unit, _ in unit / 10 }
    for _ in 0..<200 {
      let value = Double.random(in: -2000...2000, using: &numbers)
      let text = NumberText.fixed(value, decimals: decimals)
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      #expect(parts.count == (decimals > 0 ? 2 : 1))
      #expect(decimals == 0 || parts.last?.count == decimals, "\(text)")
      let read = try #require(Double(text))
      #expect(abs(read - value) <= step * 0.500_001, "\(value) became \(text)")
    }
  }

  @Test("a number and its opposite differ in the sign alone")
  func opposites() {
    var numbers = SeededNumbers(seed: 7)
    for _ in 0..<200 {
      let value = Double.random(in: 0.001...5000, using: &numbers)
      #expect(NumberText.readable(-value) == "-" + NumberText.readable(value))
      #expect(NumberText.exact(-value) == "-" + NumberText.exact(value))
    }
  }

  private static let readable: [(Double, String)] = [
    (0, "0"), (-0.0, "0"), (7, "7"), (-12, "-12"), (1_234_567, "1234567"), (0.5, "0.5000"),
    (0.99996, "1.0000"), (999.99994, "999.9999"), (1000.5, "1000.5"), (-1234.56, "-1234.6"),
    (123_456.789, "123456.8"), (0.00123456, "0.0012"), (.nan, "nan"), (1e300, "1e+300"),
    (.leastNonzeroMagnitude, "4.941e-324"), (9.9996e-9, "1.000e-8"), (-9.9996e-9, "-1.000e-8"),
    (0.00099999, "0.001000"), (0.00012344, "0.0001234"),
  ]

  @Test("for people: whole, from a thousand on, and from a thousandth on", arguments: readable)
  func people(value: Double, text: String) { #expect(NumberText.readable(value) == text) }

  private static let groups: [(Int, String)] = [
    (1, "1"), (10, "10"), (-100, "-100"), (-1000, "-1 000"), (12_345, "12 345"),
    (123_456, "123 456"), (1_000_000, "1 000 000"), (.max, "9 223 372 036 854 775 807"),
    (.min, "-9 223 372 036 854 775 808"),
  ]

  @Test("groups of three count from the right, and the sign is in none", arguments: groups)
  func group(value: Int, text: String) { #expect(value.grouped == text) }

  @Test("without its spaces a grouped number is the number", arguments: UInt64(0)..<10)
  func ungrouped(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    for _ in 0..<50 {
      let value = Int.random(in: -10_000_000_000...10_000_000_000, using: &numbers)
      let text = value.grouped
      #expect(Int(String(text.filter { $0 != " " })) == value, "\(text)")
      let groups = text.split(separator: Character(" ")).map(\.count)
      #expect(groups.dropFirst().allSatisfy { $0 == 3 }, "\(text)")
    }
  }

  private static let cells: [(Table.Cell, String)] = [
    (.text("two\nlines"), "two lines"), (.text("two\r\nlines"), "two lines"),
    (.whole(4096), "4 096"), (.number(0.25), "0.2500"), (.missing, ""),
    (.summary(mean: 0.5, deviation: nil, count: 1), "0.5000"),
    (.summary(mean: -0.5, deviation: 0.125, count: 3), "-0.5000 ± 0.1250"),
    (.summary(mean: 2e-6, deviation: 1e-6, count: 3), "0.000002000 ± 0.000001000"),
    (.summary(mean: 2e-9, deviation: 0, count: 3), "2.000e-9 ± 0"),
    (.summary(mean: 0.5, deviation: 1e-9, count: 3), "0.5000 ± 0.0000"),
  ]

  @Test("a cell for people is one line", arguments: cells)
  func cell(cell: Table.Cell, text: String) { #expect(cell.readable == text) }

  @Test("whole numbers from a thousand on are counts, others measurements")
  func counts() {
    #expect(Table.Cell(1000) == .whole(1000) && Table.Cell(-4096) == .whole(-4096))
    #expect(Table.Cell(999) == .number(999) && Table.Cell(1000.5) == .number(1000.5))
    #expect(Table.Cell(1e15) == .number(1e15) && Table.Cell(.infinity) == .number(.infinity))
  }
}
