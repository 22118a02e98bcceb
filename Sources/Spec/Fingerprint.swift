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
    for field in fields {
      bytes.append(contentsOf: "\(field.utf8.count):".utf8)
      bytes.append(contentsOf: field.utf8)
    }
    self.init(of: bytes)
  }

  private init(_ digest: SHA256Digest) {
    let digits = Array("0123456789abcdef".utf8)
    description = String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  public static func < (a: Fingerprint, b: Fingerprint) -> Bool { a.description < b.description }
}
