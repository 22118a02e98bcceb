/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), seeded by a number and a stream's name.
///
/// A named stream depends on nothing but its seed and name, so adding a layer or a worker never
/// shifts the draws of another.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64, stream: String) {
    state = StableHash.unmixed(stream, seed: seed)
  }

  /// Creates the generator of the one stream that has no name, which depends on the seed alone.
  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    defer { state &+= StableHash.step }
    return StableHash.mixed(state)
  }

  /// Draws uniformly from [0, 1), with 53 random bits.
  package mutating func uniform() -> Double { StableHash.share(next()) }
}
