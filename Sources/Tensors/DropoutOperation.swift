internal import CKernels

/// One stream of draws: every number in it depends on these three and its index alone.
package struct RandomSite: Sendable {
  package let seed: UInt64
  package let step: UInt64
  /// The place in the model that draws.
  package let site: UInt64

  package init(seed: UInt64, step: UInt64, site: UInt64) {
    self.seed = seed
    self.step = step
    self.site = site
  }

  /// A 64-bit key, mixed as in SplitMix64 so that near sites have unlike keys.
  var key: UInt64 {
    [seed, step, site].reduce(0x9E37_79B9_7F4A_7C15) { state, part in
      var mixed = (state ^ part) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }
}

/// Dropout (Srivastava et al., JMLR 2014): kept elements are divided by 1 - rate.
///
/// Masks are drawn anew on the way back rather than kept.
package struct Dropout: Sendable {
  package let rate: Float
  package let site: RandomSite

  /// - Parameter rate: The part that is dropped, at least 0 and below 1.
  package init(rate: Float, site: RandomSite) {
    precondition(rate >= 0 && rate < 1, "a dropout rate is at least 0 and below 1")
    (self.rate, self.site) = (rate, site)
  }
}

extension Tape {
  /// Drops elements of x; x itself where `dropout` is nil.
  package func dropout(_ x: Variable, _ dropout: Dropout?) -> Variable {
    guard let dropout else { return x }
    let (key, rate) = (dropout.site.key, dropout.rate)
    let y = result(x.shape, of: x)
    eachTile(of: x.count) { place, count in
      let start = UInt32(truncatingIfNeeded: place)
      kernel_dropout(count, x.value + place, rate, key, start, y.value + place)
    }
    onBackward(y) { [self] dy in
      eachTile(of: x.count) { place, count in
        kernel_dropout(
          count, dy + place, rate, key, UInt32(truncatingIfNeeded: place), dy + place)
      }
      passOn(dy, to: x.sink, count: x.count)
    }
    return y
  }
}
