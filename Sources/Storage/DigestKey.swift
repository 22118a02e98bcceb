internal import Spec

/// A digest in the 32 bytes that it is, to look up many of them in little memory.
struct DigestKey: Hashable, Sendable {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// nil for what isn't 64 hexadecimal digits.
  init?(_ text: String) {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var count = 0
    for byte in text.utf8 {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      default: return nil
      }
      switch count / 16 {
      case 0: words.0 = words.0 << 4 | UInt64(digit)
      case 1: words.1 = words.1 << 4 | UInt64(digit)
      case 2: words.2 = words.2 << 4 | UInt64(digit)
      default: words.3 = words.3 << 4 | UInt64(digit)
      }
      count += 1
    }
    guard count == 64 else { return nil }
    self.words = words
  }

  init?(_ fingerprint: Fingerprint) { self.init(fingerprint.description) }

  /// 64 hexadecimal digits.
  var text: String {
    String(unsafeUninitializedCapacity: 64) { buffer in
      for (place, word) in [words.0, words.1, words.2, words.3].enumerated() {
        for index in 0..<16 {
          let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * index)) & 15
          buffer[16 * place + index] =
            digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        }
      }
      return 64
    }
  }

  static func == (a: DigestKey, b: DigestKey) -> Bool { a.words == b.words }

  func hash(into hasher: inout Hasher) {
    // The digits of a digest are as good as random: any of them will do.
    hasher.combine(words.0)
    hasher.combine(words.1)
  }
}
