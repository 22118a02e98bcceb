internal import CKernels

/// One stream of random draws: each draw depends on these three numbers and its index alone.
package struct RandomSite: Sendable {
  package let seed: UInt64
  package let step: UInt64
  /// Number of the operation within the model.
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
/// The backward pass draws masks again rather than keeping them.
package struct Dropout: Sendable {
  package let rate: Float
  package let site: RandomSite

  /// Creates a dropout of some rate.
  ///
  /// - Parameter rate: Share of elements that is dropped, at least 0 and below 1.
  package init(rate: Float, site: RandomSite) {
    precondition(rate >= 0 && rate < 1, "a dropout rate is at least 0 and below 1")
    (self.rate, self.site) = (rate, site)
  }
}

extension Tape {
  /// Drops elements of x; returns x itself where `dropout` is nil.
  package func dropout(_ x: Variable, _ dropout: Dropout?) -> Variable {
    guard let dropout else { return x }
    let (key, rate) = (dropout.site.key, dropout.rate)
    let y = result(x.shape, of: x)
    eachTile(of: x.count) { offset, count in
      let start = UInt32(truncatingIfNeeded: offset)
      kernel_dropout(count, x.value + offset, rate, key, start, y.value + offset)
    }
    onBackward(y) { [self] dy in
      eachTile(of: x.count) { offset, count in
        kernel_dropout(
          count, dy + offset, rate, key, UInt32(truncatingIfNeeded: offset), dy + offset)
      }
      passOn(dy, to: x.sink, count: x.count)
    }
    return y
  }
}
