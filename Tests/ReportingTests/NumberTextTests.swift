import Pipeline
import Testing

@testable import Reporting

@Suite("numbers as text")
struct NumberTextTests {
  @Test(
    "so many decimals, ties away from zero, never a negative nothing",
    arguments: [
      (1.25, 1, "1.3"), (-1.25, 1, "-1.3"), (0.5, 0, "1"), (-0.04, 1, "0.0"), (0, 2, "0.00"),
      (12.3456, 3, "12.346"), (0.0625, 4, "0.0625"), (999.99, 1, "1000.0"),
      (1e13, 2, "10000000000000"),
    ])
  func fixed(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test(
    "for people: enough digits to tell values apart",
    arguments: [
      (3.0, "3"), (0.42857, "0.4286"), (-0.2, "-0.2000"), (12.34567, "12.3457"),
      (1234.56, "1234.6"), (0.001, "0.0010"), (-0.000200642, "-0.0002006"), (2.0056e-9, "2.006e-9"),
      (.infinity, "inf"), (-.infinity, "-inf"),
    ])
  func readable(value: Double, text: String) { #expect(NumberText.readable(value) == text) }

  @Test(
    "thousands are set apart",
    arguments: [(0, "0"), (999, "999"), (1000, "1 000"), (-1_234_567, "-1 234 567")])
  func grouped(value: Int, text: String) { #expect(value.grouped == text) }

  @Test(
    "exact numbers are the shortest that read back; whole ones have no point",
    arguments: [(0.1, "0.1"), (3, "3"), (-0.0, "0"), (1e16, "1e+16"), (.nan, "nan")])
  func exact(value: Double, text: String) { #expect(NumberText.exact(value) == text) }
}
