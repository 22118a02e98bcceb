/// SentencePiece's compiled normalisation (`precompiled_charsmap`), which replaces some characters.
///
/// The bytes are the size of a double-array trie (32 bits), the trie's units (32 bits each, as the
/// library Darts-clone writes them; Yata et al. 2007), then the replacements, each ended by a zero
/// byte. All integers are little-endian.
package struct CharacterMap: Hashable, Sendable {
  /// The map as its file holds it.
  package let bytes: [UInt8]
  private let units: [UInt32]
  private let replacements: [UInt8]
  /// Whether each ASCII character becomes something else [128].
  private let changesASCII: [Bool]

  /// Bytes of the longest cluster that is looked up as a whole; longer ones are looked up scalar by
  /// scalar, as the reference does.
  private static let longestCluster = 5

  /// Reads a map; nil where the bytes are none.
  package init?(bytes: [UInt8]) {
    func integer(at start: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) }
    }
    guard bytes.count >= 8 else { return nil }
    let size = Int(integer(at: 0))
    guard size >= 4, size % 4 == 0, size <= bytes.count - 4 else { return nil }
    let units = stride(from: 4, to: 4 + size, by: 4).map { integer(at: $0) }
    let replacements = Array(bytes[(4 + size)...])
    guard String(validating: replacements, as: UTF8.self) != nil else { return nil }
    self.bytes = bytes
    self.units = units
    self.replacements = replacements
    changesASCII = (0..<128).map {
      Self.replacement([UInt8($0)], units: units, replacements: replacements) != nil
    }
  }

  package static func == (one: Self, other: Self) -> Bool { one.bytes == other.bytes }

  package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

  /// Replaces what the map knows in UTF-8 text, cluster by cluster (Unicode's annex 29).
  func apply(to text: inout [UInt8]) {
    if text.allSatisfy({ $0 < 0x80 && !changesASCII[Int($0)] }) { return }
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    for cluster in String(decoding: text, as: UTF8.self) {
      if cluster.utf8.count <= Self.longestCluster, let new = replacement(Array(cluster.utf8)) {
        result += new
        continue
      }
      for scalar in cluster.unicodeScalars {
        let own = Array(String(scalar).utf8)
        result += replacement(own) ?? own[...]
      }
    }
    text = result
  }

  private func replacement(_ text: [UInt8]) -> ArraySlice<UInt8>? {
    Self.replacement(text, units: units, replacements: replacements)
  }

  /// Returns the replacement of the shortest beginning of `text` that the map has; the reference
  /// replaces all of `text` by it.
  private static func replacement(
    _ text: [UInt8], units: [UInt32], replacements: [UInt8]
  ) -> ArraySlice<UInt8>? {
    var index = offset(units[0])
    for byte in text {
      index ^= Int(byte)
      guard byte != 0, index < units.count, units[index] & 0x8000_00FF == UInt32(byte) else {
        return nil
      }
      let unit = units[index]
      index ^= offset(unit)
      // The bit that says that a value follows.
      guard unit >> 8 & 1 == 1 else { continue }
      guard index < units.count else { return nil }
      let start = Int(units[index] & 0x7FFF_FFFF)
      guard start < replacements.count, replacements[start] & 0xC0 != 0x80 else { return nil }
      return replacements[start...].prefix { $0 != 0 }
    }
    return nil
  }

  /// Returns the offset from a unit to its children, as an operand of exclusive or.
  private static func offset(_ unit: UInt32) -> Int { Int(unit >> 10) << Int((unit & 1 << 9) >> 6) }
}
