import Statistics
import Testing

@Suite("samples that a test cannot be made of")
struct DegenerateSampleTests {
  @Test("one value has a mean but neither deviation nor interval")
  func oneValue() {
    #expect(mean([3]) == 3)
    #expect(standardDeviation([3]).isNaN)
    #expect(Interval(ofMean: [3]) == nil)
    #expect(mean([]).isNaN)
  }

  @Test("one pair has a difference only")
  func onePair() {
    let test = PairedTest([3], minus: [1])
    #expect(test.difference == 2 && test.pairs == 1)
    #expect(test.interval == nil && test.t == nil && test.p == nil)
  }

  @Test("equal pairs do not differ")
  func equalPairs() {
    let test = PairedTest([0.25, 0.5, 0.75], minus: [0.25, 0.5, 0.75])
    #expect(test.difference == 0 && test.p == 1 && test.t == nil)
    #expect(test.interval?.lowerBound == 0 && test.interval?.upperBound == 0)
  }

  @Test("pairs that differ alike differ for certain")
  func constantDifference() {
    let test = PairedTest([1, 2, 3], minus: [0, 1, 2])
    #expect(test.difference == 1 && test.p == 0 && test.t == .infinity)
  }

  @Test("Welch's test needs two values on each side, and one that varies")
  func welch() {
    #expect(WelchTest([1], minus: [1, 2]).p == nil)
    #expect(WelchTest([1, 1], minus: [2, 2]).p == nil)
    #expect(WelchTest([1, 1], minus: [2, 2]).difference == -1)
    let oneSide = WelchTest([1, 1, 1], minus: [2, 3, 4])
    #expect(oneSide.freedom == 2)
    #expect((oneSide.p ?? 1) < 0.08 && (oneSide.p ?? 0) > 0.07)
  }

  @Test("what is not a number is not hidden")
  func notANumber() {
    let test = PairedTest([.nan, 1], minus: [0, 0])
    #expect(test.difference.isNaN && test.p?.isNaN == true)
  }
}
