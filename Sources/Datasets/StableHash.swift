/// Hashes that stay the same between runs, machines and versions, unlike Swift's own.
enum StableHash {
  /// FNV-1a (Fowler, Noll and Vo) of the UTF-8 of `text`, then mixed.
  static func of(_ text: String) -> UInt64 {
    var text = text
    let hash = text.withUTF8 { bytes in
      bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
    return mixed(hash)
  }

  /// The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): each bit depends on all.
  static func mixed(_ number: UInt64) -> UInt64 {
    var mixed = number &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A hash as a number from [0, 1), for splitting by shares.
  static func share(_ hash: UInt64) -> Double { Double(hash >> 11) * 0x1p-53 }
}
