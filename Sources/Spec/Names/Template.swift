internal import YAML

/// A text with `${name}` references in it, cut into plain texts and references.
struct Template {
  enum Part: Equatable {
    case text(String)
    case reference(Reference)
  }

  /// A reference such as `${arm.rank}` to a variable or an axis, or to a member within it.
  struct Reference: Hashable {
    let name: String
    let members: [String]
    var written: String { "${" + ([name] + members).joined(separator: ".") + "}" }
  }

  let parts: [Part]

  /// The reference that is the whole text, if it is one.
  var whole: Reference? {
    guard parts.count == 1, case .reference(let reference) = parts[0] else { return nil }
    return reference
  }

  var references: [Reference] {
    parts.compactMap { if case .reference(let reference) = $0 { reference } else { nil } }
  }

  /// Takes a text apart; nil where it has no `${`, as most have none.
  ///
  /// - Throws: Where a `${` has no `}` or no name.
  init?(_ text: String, at mark: Mark) throws(SpecError) {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return nil }
    let bytes = Array(text.utf8)
    guard Self.opening(in: bytes[...]) != nil else { return nil }
    var parts: [Part] = []
    var literal: [UInt8] = []
    var rest = bytes[...]
    while let start = Self.opening(in: rest) {
      literal += rest[..<start]
      if literal.last == UInt8(ascii: "$"), start > rest.startIndex {
        literal.append(UInt8(ascii: "{"))
        rest = rest[(start + 2)...]
        continue
      }
      guard let end = rest[start...].firstIndex(of: UInt8(ascii: "}")) else {
        throw SpecError(
          at: mark, "a '${' without its '}'", hint: "write '$${' where '${' itself is meant")
      }
      if !literal.isEmpty { parts.append(.text(String(decoding: literal, as: UTF8.self))) }
      literal = []
      parts.append(.reference(try Self.reference(rest[(start + 2)..<end], at: mark)))
      rest = rest[(end + 1)...]
    }
    literal += rest
    if !literal.isEmpty { parts.append(.text(String(decoding: literal, as: UTF8.self))) }
    self.parts = parts
  }

  private static func opening(in bytes: ArraySlice<UInt8>) -> Int? {
    var rest = bytes
    while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
      if dollar + 1 < rest.endIndex, rest[dollar + 1] == UInt8(ascii: "{") { return dollar }
      rest = rest[(dollar + 1)...]
    }
    return nil
  }

  private static func reference(
    _ bytes: ArraySlice<UInt8>, at mark: Mark
  ) throws(SpecError) -> Reference {
    let path = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard let name = path.first, path.allSatisfy(SpecName.isReferable) else {
      let written = String(decoding: bytes.prefix(60), as: UTF8.self)
      throw SpecError(
        at: mark, "'${\(written)}' is not a name",
        hint: "write '${name}' or '${name.member}'; '$${' where '${' itself is meant")
    }
    return Reference(name: name, members: Array(path.dropFirst()))
  }
}

/// The rules for names in a spec.
package enum SpecName {
  /// Checks that `${}` can hold the name, which has letters, digits, `_` and `-`, and begins with a
  /// letter or `_`.
  package static func isReferable(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLetter(first) || first == UInt8(ascii: "_") else {
      return false
    }
    return name.utf8.count <= 100
      && name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == 95 || $0 == 45 }
  }

  /// Checks that a folder can have the name, which may also have `.` and begin with a digit, but
  /// not with `.` or `-`.
  package static func isFolderName(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLetter(first) || isDigit(first) || first == 95 else {
      return false
    }
    return name.utf8.count <= 100
      && name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == 95 || $0 == 45 || $0 == 46 }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
}
