import Tensors
import TestSupport
import Testing

@Suite struct DropoutTests {
  static let site = RandomSite(seed: 11, step: 12, site: 13)

  @Test(arguments: [0.1, 0.3, 0.5, 0.9] as [Float])
  func keepsTheMean(rate: Float) {
    let count = 40_000
    let mask = dropoutMask(count, Dropout(rate: rate, site: Self.site))
    let kept = 1 - Double(rate)
    let mean = mask.reduce(0, +) / Double(count)
    // Five standard deviations of the mean of independent draws.
    let tolerance = 5 * (Double(rate) / kept / Double(count)).squareRoot()
    #expect(abs(mean - 1) < tolerance)
    #expect(mask.allSatisfy { $0 == 0 || abs($0 * kept - 1) < 1e-6 })
  }

  @Test(arguments: [1, 2, 16, 64])
  func drawsAreIndependentOfTheirNeighbours(distance: Int) {
    let count = 40_000
    let mask = dropoutMask(count, Dropout(rate: 0.5, site: Self.site))
    let both = (0..<count - distance).count { mask[$0] != 0 && mask[$0 + distance] != 0 }
    #expect(abs(Double(both) / Double(count) - 0.25) < 0.015)
  }

  @Test(arguments: [1, 17, 33])
  func theWayBackDropsTheSame(count: Int) {
    let dropout = Dropout(rate: 0.4, site: Self.site)
    let mask = dropoutMask(count, dropout)
    var numbers = SeededNumbers(seed: 1)
    expectAgreement([TestInput([count], from: &numbers)], samples: count) { point in
      zip(point[0], mask).map { $0 * $1 }
    } operation: { tape, x in
      tape.dropout(x[0], dropout)
    }
  }

  @Test func aSiteIsASeedAStepAndANumber() {
    let sites = [
      Self.site, RandomSite(seed: 11, step: 12, site: 14), RandomSite(seed: 11, step: 13, site: 13),
      RandomSite(seed: 12, step: 12, site: 13), RandomSite(seed: 12, step: 11, site: 13),
      RandomSite(seed: 11, step: 13, site: 12),
    ]
    let masks = sites.map { dropoutMask(2_000, Dropout(rate: 0.5, site: $0)) }
    #expect(masks[0] == dropoutMask(2_000, Dropout(rate: 0.5, site: Self.site)))
    for (index, mask) in masks.enumerated() {
      for other in masks[..<index] {
        let same = zip(mask, other).count { $0 == $1 }
        #expect(abs(same - 1_000) < 150)
      }
    }
  }

  @Test func aMaskDoesNotDependOnHowManyFollow() {
    let dropout = Dropout(rate: 0.5, site: Self.site)
    #expect(dropoutMask(100, dropout) == Array(dropoutMask(1_000, dropout)[..<100]))
  }

  @Test func noRateAndNoDropoutChangeNothing() {
    var numbers = SeededNumbers(seed: 2)
    let input = TestInput([33], from: &numbers)
    for dropout in [nil, Dropout(rate: 0, site: Self.site)] {
      let outcome = runOnTape([input]) { tape, x in tape.dropout(x[0], dropout) }
      #expect(outcome.value == input.values)
      #expect(outcome.gradients[0] == lossWeights(33))
    }
  }
}
