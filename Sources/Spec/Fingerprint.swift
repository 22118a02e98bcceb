internal import Crypto

/// A SHA-256 digest; its description is 64 lower-case hexadecimal digits.
public struct Fingerprint: Sendable, CustomStringConvertible {
  private static let digitCount = 2 * SHA256.byteCount
  private static let digitsPerWord = 16

  /// The digest's bits; the first digits are the highest bits of the first word.
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// Reads a fingerprint back; nil for anything but the text that ``description`` gives.
  public init?(hexadecimal text: String) {
    var text = text
    let words = text.withUTF8 { digits -> (UInt64, UInt64, UInt64, UInt64)? in
      guard digits.count == Self.digitCount, let first = Self.word(digits, 0),
        let second = Self.word(digits, 1), let third = Self.word(digits, 2),
        let fourth = Self.word(digits, 3)
      else { return nil }
      return (first, second, third, fourth)
    }
    guard let words else { return nil }
    self.words = words
  }

  /// Computes the digest of `bytes`.
  public init(of bytes: some Sequence<UInt8>) {
    var hasher = SHA256()
    hasher.update(data: Array(bytes))
    self.init(hasher.finalize())
  }

  /// Computes the digest of fields.
  ///
  /// Each field is preceded by its length, so that no two lists of fields look alike.
  public init(ofFields fields: [String]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(fields.reduce(0) { $0 + $1.utf8.count + 4 })
    for field in fields {
      bytes.append(contentsOf: "\(field.utf8.count):".utf8)
      bytes.append(contentsOf: field.utf8)
    }
    self.init(SHA256.hash(data: bytes))
  }

  init(_ digest: SHA256Digest) {
    words = digest.withUnsafeBytes { bytes in
      func word(_ index: Int) -> UInt64 {
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
      }
      return (word(0), word(1), word(2), word(3))
    }
  }

  public var description: String {
    String(unsafeUninitializedCapacity: Self.digitCount) { buffer in
      Self.write(words.0, to: buffer, 0)
      Self.write(words.1, to: buffer, 1)
      Self.write(words.2, to: buffer, 2)
      Self.write(words.3, to: buffer, 3)
      return Self.digitCount
    }
  }

  /// The first 16 digits as a number, for what needs one that differs between most fingerprints.
  package var leadingBits: UInt64 { words.0 }

  private static func write(
    _ word: UInt64, to buffer: UnsafeMutableBufferPointer<UInt8>, _ wordIndex: Int
  ) {
    var rest = word
    for index in 1...digitsPerWord {
      let digit = UInt8(truncatingIfNeeded: rest) & 15
      buffer[digitsPerWord * (wordIndex + 1) - index] =
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
      rest >>= 4
    }
  }

  private static func word(_ digits: UnsafeBufferPointer<UInt8>, _ wordIndex: Int) -> UInt64? {
    var word: UInt64 = 0
    for index in (digitsPerWord * wordIndex)..<(digitsPerWord * (wordIndex + 1)) {
      let digit: UInt8
      switch digits[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = digits[index] - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = digits[index] - UInt8(ascii: "a") + 10
      default: return nil
      }
      word = word << 4 | UInt64(digit)
    }
    return word
  }
}

extension Fingerprint: Hashable, Comparable {
  public static func == (a: Fingerprint, b: Fingerprint) -> Bool { a.words == b.words }

  /// Orders fingerprints as their descriptions are.
  public static func < (a: Fingerprint, b: Fingerprint) -> Bool { a.words < b.words }

  public func hash(into hasher: inout Hasher) {
    // The digits of a digest are as good as random: any of them will do.
    hasher.combine(words.0)
    hasher.combine(words.1)
  }
}

/// A fingerprint is written and read as the text of ``description``.
extension Fingerprint: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let fingerprint = Fingerprint(hexadecimal: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not 64 lower-case hexadecimal digits")
    }
    self = fingerprint
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
