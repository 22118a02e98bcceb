/// A seeded stream of random numbers: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
package struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// Returns the next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Draws a number uniformly from -1..<1.
  package mutating func float() -> Float { Float(next() >> 40) / Float(1 << 23) - 1 }

  /// Draws numbers uniformly from -scale..<scale.
  package mutating func floats(_ count: Int, scale: Float = 1) -> [Float] {
    (0..<count).map { _ in scale * float() }
  }
}
