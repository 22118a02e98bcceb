import TestSupport
import Testing

@testable import Reporting

@Suite("what pictures are drawn with")
struct PictureDrawingTests {
  @Test("ticks are multiples of 1, 2 or 5 times a power of ten in the range", arguments: 0..<200)
  func ticks(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let low = Double.random(in: -1...1, using: &numbers) * pow10(Int(seed % 19) - 9)
    let high = low + Double.random(in: 0.001...1, using: &numbers) * pow10(Int(seed % 13) - 6)
    let most = Int.random(in: 4...10, using: &numbers)
    let ticks = NiceTicks.linear(low, high, most: most)
    #expect(!ticks.isEmpty && ticks.count <= most && ticks.count >= most / 3)
    #expect(ticks.allSatisfy { low <= $0 && $0 <= high } && ticks == ticks.sorted())
    let texts = ticks.map { TickText(ticks).text($0) }
    // Differences in the last digits of numbers can't be distinguished.
    guard ticks.count > 1, (high - low) / (high.magnitude + low.magnitude) > 1e-9 else { return }
    #expect(Set(texts).count == ticks.count, "\(texts)")
    let step = ticks[1] - ticks[0]
    let mantissa = (step / pow10(exponent(step)) * 1000).rounded() / 1000
    #expect([1, 2, 5, 10].contains(mantissa), "\(ticks)")
  }

  private func pow10(_ exponent: Int) -> Double {
    (0..<abs(exponent)).reduce(1) { value, _ in exponent < 0 ? value / 10 : value * 10 }
  }

  private func exponent(_ value: Double) -> Int {
    var (exponent, rest) = (0, value * (1 + 1e-9))
    while rest >= 10 { (exponent, rest) = (exponent + 1, rest / 10) }
    while rest < 1 { (exponent, rest) = (exponent - 1, rest * 10) }
    return exponent
  }

  @Test("ticks of logarithmic axes are round and in the range")
  func logarithmicTicks() {
    #expect(NiceTicks.logarithmic(0.5, 2000, most: 7) == [1, 10, 100, 1000])
    #expect(NiceTicks.logarithmic(1, 60, most: 7) == [1, 2, 5, 10, 20, 50])
    #expect(NiceTicks.logarithmic(180, 350, most: 7) == [200, 250, 300, 350])
    #expect(NiceTicks.logarithmic(1e-300, 1e300, most: 6).count <= 6)
  }

  @Test("numbers at ticks have a true minus, groups of digits and letters for large ones")
  func tickTexts() {
    func texts(_ ticks: [Double]) -> [String] { ticks.map { TickText(ticks).text($0) } }
    #expect(texts([-0.5, 0, 0.5]) == ["−0.5", "0", "0.5"])
    #expect(texts([100_000, 150_000]) == ["100 000", "150 000"])
    #expect(texts([1e6, 1.5e6]) == ["1.0 M", "1.5 M"])
    #expect(texts([2e-8, 4e-8]) == ["2e−8", "4e−8"])
  }

  @Test("decimation keeps the least, the greatest, the ends and gaps", arguments: 0..<40)
  func decimation(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let count = Int.random(in: 0...20_000, using: &numbers)
    var values = (0..<count).map { _ in Double.random(in: -1...1, using: &numbers) }
    if count > 10 {
      values[Int.random(in: 0..<count, using: &numbers)] = 7
      values[Int.random(in: 0..<count, using: &numbers)] = -7
    }
    let kept = Decimation.indices(values)
    #expect(kept.count <= max(Decimation.mostPoints, 0) && kept == kept.sorted())
    #expect(Set(kept).count == kept.count && kept.allSatisfy(values.indices.contains))
    #expect(kept.map { values[$0] }.min() == values.min())
    #expect(kept.map { values[$0] }.max() == values.max())
    #expect(kept.first == values.indices.first && kept.last == values.indices.last)
    if count > 0 {
      values[count / 2] = .nan
      #expect(Decimation.indices(values).contains { values[$0].isNaN })
    }
  }

  @Test("the Pareto front is what no point beats, compared one by one", arguments: 0..<60)
  func front(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let points = (0..<Int.random(in: 0...24, using: &numbers)).map { _ in
      (
        cost: Double(Int.random(in: 0...6, using: &numbers)),
        worth: Double(Int.random(in: 0...6, using: &numbers))
      )
    }
    let expected = points.indices.filter { index in
      !points.contains { other in
        other.cost <= points[index].cost && other.worth >= points[index].worth
          && (other.cost < points[index].cost || other.worth > points[index].worth)
      }
    }
    let front = ParetoFront.indices(points)
    #expect(Set(front) == Set(expected) && front.count == expected.count)
    #expect(front.map { points[$0].cost } == front.map { points[$0].cost }.sorted())
  }

  @Test("a cut text is never wider than asked for, and lines hold all words that fit")
  func cutTexts() {
    for text in ["short", String(repeating: "wide ", count: 50), "量子力学 の 行列", "🧪🧪🧪🧪🧪🧪"] {
      for width in [20.0, 60, 200] {
        #expect(TextWidth.of(TextWidth.cut(text, to: width, size: 11), size: 11) <= width)
        let lines = TextWidth.lines(text, width: width, size: 11, atMost: 3)
        #expect(lines.count <= 3 && lines.allSatisfy { TextWidth.of($0, size: 11) <= width })
      }
    }
    #expect(TextWidth.lines("a bc d", width: 300, size: 11, atMost: 3) == ["a bc d"])
  }

  @Test("styles of 56 series differ")
  func styles() {
    let styles = (0..<56).map { "\(SeriesStyle($0).paint.light) \(SeriesStyle($0).marker)" }
    #expect(Set(styles).count == 56)
  }
}
