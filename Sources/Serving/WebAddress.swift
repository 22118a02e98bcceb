/// The path and the query of a request, in the few characters that addresses of ours have.
package struct WebAddress: Equatable, Sendable {
  /// The most bytes of an address.
  static let limit = 1024

  /// The parts between slashes; none for the root.
  package let path: [String]
  package let query: [String: String]

  /// Reads an address.
  ///
  /// - Returns: nil where it has anything but plain letters, digits, dots, hyphens and underscores
  ///   between the marks of its structure: escapes, control characters, empty parts, `.` and `..`
  ///   among others.
  package init?(_ text: String) {
    guard text.utf8.count <= Self.limit, text.utf8.first == UInt8(ascii: "/"),
      text.utf8.allSatisfy(Self.isAllowed)
    else { return nil }
    let halves = text.dropFirst().split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let parts = halves[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    path = parts == [""] ? [] : parts
    guard !path.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else { return nil }
    var query: [String: String] = [:]
    for pair in halves.count > 1 ? halves[1].split(separator: "&") : [] {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, query.updateValue(String(sides[1]), forKey: String(sides[0])) == nil
      else { return nil }
    }
    self.query = query
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._/?=&".utf8.contains(byte)
    }
  }
}
