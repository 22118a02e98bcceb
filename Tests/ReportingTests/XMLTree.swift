/// An element of an XML document, read strictly: as much of XML as pictures use.
struct XMLTree {
  struct Malformed: Error { let reason: String }

  let name: String
  private(set) var attributes: [String: String] = [:]
  private(set) var children: [XMLTree] = []
  private(set) var text = ""

  /// This element and all elements in it.
  var all: [XMLTree] { [self] + children.flatMap(\.all) }

  func all(named name: String) -> [XMLTree] { all.filter { $0.name == name } }

  /// Reads a document.
  ///
  /// - Throws: ``Malformed`` where it isn't well-formed.
  static func parse(_ document: String) throws -> XMLTree {
    for scalar in document.unicodeScalars {
      let isControl = scalar.value < 0x20 && scalar != "\n" || (0x7F..<0xA0).contains(scalar.value)
      if isControl || [0xFFFE, 0xFFFF].contains(scalar.value) {
        throw Malformed(reason: "character \(scalar.value)")
      }
    }
    var reader = Reader(bytes: Array(document.utf8))
    let root = try reader.element()
    guard reader.bytes[reader.position...].allSatisfy({ $0 == 10 }) else {
      throw Malformed(reason: "text after the root")
    }
    return root
  }

  private init(name: String) { self.name = name }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    mutating func element() throws -> XMLTree {
      try skip("<")
      var tree = XMLTree(name: until(" />"))
      guard !tree.name.isEmpty else { throw Malformed(reason: "a tag without a name") }
      while next == UInt8(ascii: " ") {
        position += 1
        let name = until("=")
        try skip("=\"")
        let value = until("\"<")
        try skip("\"")
        guard tree.attributes[name] == nil else { throw Malformed(reason: "\(name) twice") }
        tree.attributes[name] = try unescaped(value)
      }
      if next == UInt8(ascii: "/") {
        try skip("/>")
        return tree
      }
      try skip(">")
      while true {
        tree.text += try unescaped(until("<"))
        if bytes.dropFirst(position + 1).first == UInt8(ascii: "/") { break }
        tree.children.append(try element())
      }
      try skip("</\(tree.name)>")
      return tree
    }

    private var next: UInt8? { bytes.dropFirst(position).first }

    private mutating func skip(_ text: String) throws {
      guard bytes[position...].starts(with: text.utf8) else {
        let found = String(decoding: bytes[position...].prefix(40), as: UTF8.self)
        throw Malformed(reason: "'\(found)' instead of '\(text)'")
      }
      position += text.utf8.count
    }

    /// Reads up to the first of some characters.
    private mutating func until(_ ends: String) -> String {
      let start = position
      let ends = Array(ends.utf8)
      while let byte = next, !ends.contains(byte) { position += 1 }
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func unescaped(_ text: String) throws -> String {
      guard text.contains("&") else { return text }
      let names = [("lt", "<"), ("gt", ">"), ("quot", "\"")]
      var plain = text
      for name in names.map(\.0) + ["amp"] { plain = plain.replacing("&\(name);", with: " ") }
      guard !plain.contains("&") else { throw Malformed(reason: "bare & in \(text)") }
      return names.reduce(text) { $0.replacing("&\($1.0);", with: $1.1) }
        .replacing("&amp;", with: "&")
    }
  }
}
