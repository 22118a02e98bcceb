/// Hashes that stay the same between runs, machines and versions, unlike Swift's own.
package enum StableHash {
  /// The increment that SplitMix64 adds to its state for each draw.
  static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Hashes bytes by FNV-1a (Fowler, Noll and Vo), which detects damage but not malice.
  ///
  /// - Parameter seed: Selects one of many hash functions; 0 is standard FNV-1a.
  package static func ofBytes(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    var hash = seed ^ 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }

  /// Hashes the UTF-8 of `text` by FNV-1a and mixes the result.
  package static func of(_ text: String) -> UInt64 { mixed(unmixed(text)) }

  /// Hashes the UTF-8 of `text` by FNV-1a alone.
  static func unmixed(_ text: String, seed: UInt64 = 0) -> UInt64 {
    var text = text
    return text.withUTF8 { ofBytes(UnsafeRawBufferPointer($0), seed: seed) }
  }

  /// Mixes a number so that each bit of the result depends on all bits of it: one step of
  /// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
  package static func mixed(_ number: UInt64) -> UInt64 {
    var mixed = number &+ step
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Maps a hash to [0, 1), to split things by shares.
  package static func share(_ hash: UInt64) -> Double { Double(hash >> 11) * 0x1p-53 }
}
