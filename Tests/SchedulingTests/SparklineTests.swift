import Scheduling
import Testing

@Suite("curves as words")
struct SparklineTests {
  @Test(
    "the smallest value is the lowest block, and the largest the highest",
    arguments: [
      ([1.0, 2, 3, 4, 5, 6, 7, 8], "▁▂▃▄▅▆▇█"), ([8, 1], "█▁"), ([0, 0.5, 1], "▁▅█"),
      ([-3, -1, -2], "▁█▅"), ([7], "▁"), ([2, 2, 2], "▁▁▁"), ([], ""),
    ])
  func heights(values: [Double], text: String) {
    #expect(Sparkline.text(values, width: 10) == text)
  }

  @Test("values that are not finite are left out")
  func notFinite() {
    #expect(Sparkline.text([.nan, 3, .infinity, 1, -.infinity, .nan], width: 10) == "█▁")
    #expect(Sparkline.text([.nan, .infinity], width: 10) == "")
  }

  @Test("more values than fit are means of equal shares, also of the largest numbers")
  func shares() {
    #expect(Sparkline.text([4, 4, 2, 2, 0, 0], width: 3) == "█▅▁")
    #expect(Sparkline.text([4, 4, 2, 2, 0, 0, 0], width: 3).count == 3)
    let largest = Double.greatestFiniteMagnitude
    #expect(Sparkline.text([largest, largest, -largest, -largest], width: 2) == "█▁")
    #expect(Sparkline.text([1, 2], width: 0) == "" && Sparkline.text([1, 2], width: -1) == "")
    let many = (0..<100_000).map { Double($0 % 7) }
    #expect(Sparkline.text(many, width: 16).count == 16)
  }
}
