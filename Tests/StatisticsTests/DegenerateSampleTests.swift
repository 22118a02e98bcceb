import Statistics
import Testing

@Suite("samples that a test cannot be made of")
struct DegenerateSampleTests {
  @Test("one value has a mean but neither standard deviation nor interval")
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

  @Test("pairs that differ alike have no spread to judge by, also but for rounding")
  func constantDifference() {
    for (a, b) in [([1.0, 2, 3], [0.0, 1, 2]), ([0.11, 0.31, 0.71], [0.1, 0.3, 0.7])] {
      let test = PairedTest(a, minus: b)
      #expect(abs(test.difference - (a[0] - b[0])) < 1e-12 && test.isConstant)
      #expect(test.p == nil && test.t == nil && test.interval == nil)
    }
    let spread = PairedTest([0.11, 0.31, 0.71 + 1e-12], minus: [0.1, 0.3, 0.7])
    #expect(!spread.isConstant && (spread.p ?? 1) < 1e-15)
  }

  @Test("a difference of nothing but rounding is 0")
  func roundedDifference() {
    let test = PairedTest([0.1 + 0.2, 0.5, 0.75], minus: [0.3, 0.5, 0.75])
    #expect(0.1 + 0.2 != 0.3 && test.difference == 0 && test.p == 1 && !test.isConstant)
  }

  @Test("Holm's adjustment is the largest, over values no larger, of value times those not smaller")
  func holm() {
    for values in [[0.01, 0.04, 0.03, 0.005], [0.5, 0.5, 0.9], [0.2], [], [0.02, 0.02, 0.02]] {
      let wanted = values.map { value in
        var largest = 0.0
        for other in values where other <= value {
          var notSmaller = 0
          for third in values where third >= other { notSmaller += 1 }
          largest = max(largest, min(1, other * Double(notSmaller)))
        }
        return largest
      }
      for (found, wanted) in zip(holmAdjusted(values), wanted) {
        #expect(abs(found - wanted) < 1e-15)
      }
      #expect(holmAdjusted(values).count == values.count)
    }
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

  @Test("NaN is not hidden")
  func notANumber() {
    let test = PairedTest([.nan, 1], minus: [0, 0])
    #expect(test.difference.isNaN && test.p?.isNaN == true)
  }
}
