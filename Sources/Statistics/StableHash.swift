/// Hashes that stay the same between runs, machines and versions, unlike Swift's own.
package enum StableHash {
  /// What SplitMix64 adds to its state for each draw.
  static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// FNV-1a (Fowler, Noll and Vo), against damage rather than malice.
  ///
  /// - Parameter seed: Changes the hashes of all bytes; 0 for those that others compute.
  package static func ofBytes(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    var hash = seed ^ 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }

  /// The hash of the UTF-8 of `text`, then mixed.
  package static func of(_ text: String) -> UInt64 { mixed(unmixed(text)) }

  static func unmixed(_ text: String, seed: UInt64 = 0) -> UInt64 {
    var text = text
    return text.withUTF8 { ofBytes(UnsafeRawBufferPointer($0), seed: seed) }
  }

  /// The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): each bit depends on all.
  package static func mixed(_ number: UInt64) -> UInt64 {
    var mixed = number &+ step
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A hash as a number from [0, 1), for splitting by shares.
  package static func share(_ hash: UInt64) -> Double { Double(hash >> 11) * 0x1p-53 }
}
