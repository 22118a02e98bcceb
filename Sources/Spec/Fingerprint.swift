internal import Crypto

/// A SHA-256 digest, as 64 lower-case hexadecimal digits.
public struct Fingerprint: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let description: String

  /// A fingerprint read back from where it was stored.
  public init(hexadecimal: String) { description = hexadecimal }

  /// The digest of `bytes`.
  public init(of bytes: some Sequence<UInt8>) {
    var hasher = SHA256()
    hasher.update(data: Array(bytes))
    self.init(hasher.finalize())
  }

  /// The digest of fields, each preceded by its length so that no two lists of fields look alike.
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
    description = String(unsafeUninitializedCapacity: 2 * SHA256.byteCount) { buffer in
      for (place, byte) in digest.enumerated() {
        buffer[2 * place] = Self.digit(byte >> 4)
        buffer[2 * place + 1] = Self.digit(byte & 15)
      }
      return 2 * SHA256.byteCount
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  public static func < (a: Fingerprint, b: Fingerprint) -> Bool { a.description < b.description }
}
