import TestSupport

/// Damages a spec at random: its bytes, its lines and its YAML syntax.
struct SpecMutation {
  private var numbers: SeededNumbers

  /// Bits of specs, and much that belongs in none.
  private static let parts: [[UInt8]] =
    [
      ": ", "- ", "\n", "\n  ", "{", "}", "[", "]", ",", "#", "|", ">", "&a ", "*a", "<<: *a",
      "!!str ", "!", "%", "@", "`", "\"", "'", "~", "null", "yes", ".inf", ".nan", "-0", "1e999",
      "1e-999", "0x",
      "0x7fffffffffffffff", "-9223372036854775808", "9223372036854775807", "99999999999999999999",
      "1_000_000", "1e15", "${", "${seed}", "$${", "${a.b.c}", "}", "?", "? ", "---\n", "...", "\t",
      "\u{FEFF}", "\u{85}", "\u{2028}", "\0", "\u{7F}", "é", "\r\n", "range: ", "log-range: ",
      "random: ", "zip: ", "values: ", "when: ", "otherwise: ", "include: ", "except: ", "kind: ",
      "{range: [1, 100000, 1]}", "{log-range: [1e-300, 1e300, 9]}",
      "{random: {from: 1, to: 9, count: 5, whole: true}}", "{zip: {a: [1, 2], b: [3, 4]}}",
      "sweep:\n", "stages:\n", "vars: {a: \"${a}\"}\n", "over: ", "resources: {threads: 9}",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]]

  init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

  /// Applies one to six changes to a spec.
  ///
  /// - Parameter other: Another spec, parts of which may be inserted.
  mutating func apply(to bytes: [UInt8], other: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let changes = [1, 1, 2, 6][Int.random(in: 0..<4, using: &numbers)]
    for _ in 0..<changes where !bytes.isEmpty {
      switch Int.random(in: 0..<12, using: &numbers) {
      case 0: bytes[offset(in: bytes)] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
      case 1: bytes[offset(in: bytes)] = UInt8.random(in: 0...255, using: &numbers)
      case 2: bytes.removeSubrange(part(of: bytes))
      case 3: bytes.insert(contentsOf: Array(bytes[part(of: bytes)]), at: offset(in: bytes))
      case 4: bytes.removeSubrange(offset(in: bytes)...)
      case 5: changeLines(&bytes)
      case 6: replaceNumber(&bytes)
      case 7: nest(&bytes)
      case 8 where !other.isEmpty:
        bytes.insert(contentsOf: Array(other[part(of: other)]), at: offset(in: bytes))
      case 9 where !other.isEmpty:
        bytes = Array(bytes[..<offset(in: bytes)]) + other[offset(in: other)...]
      default: bytes.insert(contentsOf: piece(), at: offset(in: bytes))
      }
    }
    return bytes
  }

  private mutating func offset(in bytes: [UInt8]) -> Int {
    Int.random(in: bytes.indices, using: &numbers)
  }

  private mutating func part(of bytes: [UInt8]) -> Range<Int> {
    let start = offset(in: bytes)
    return start..<min(bytes.count, start + Int.random(in: 1...40, using: &numbers))
  }

  private mutating func piece() -> [UInt8] {
    Self.parts[Int.random(in: Self.parts.indices, using: &numbers)]
  }

  /// Removes, repeats, moves or indents a line.
  private mutating func changeLines(_ bytes: inout [UInt8]) {
    var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
    let line = Int.random(in: lines.indices, using: &numbers)
    let target = Int.random(in: lines.indices, using: &numbers)
    switch Int.random(in: 0..<5, using: &numbers) {
    case 0: lines.remove(at: line)
    case 1: lines.insert(lines[line], at: target)
    case 2: lines.insert(contentsOf: Array(repeating: lines[line], count: 50), at: line)
    case 3: lines.swapAt(line, target)
    default: lines[line].insert(contentsOf: [32, 32], at: 0)
    }
    bytes = Array(lines.joined(separator: [10]))
  }

  /// Replaces a number by another one, which is often too large.
  private mutating func replaceNumber(_ bytes: inout [UInt8]) {
    let start = offset(in: bytes)
    guard let digit = bytes[start...].firstIndex(where: { $0 >= 48 && $0 <= 57 }) else { return }
    let end = bytes[digit...].firstIndex { $0 < 48 || $0 > 57 } ?? bytes.count
    let texts = [
      "0", "-1", "3", "1000", "100000", "1000000000", "4611686018427387904", "9223372036854775807",
      "9223372036854775808", "1e400", "0.1", "1e-7", "123456789012345678901234567890",
    ]
    bytes.replaceSubrange(
      digit..<end, with: texts[Int.random(in: texts.indices, using: &numbers)].utf8)
  }

  /// Inserts nested brackets, up to a depth that no spec has.
  private mutating func nest(_ bytes: inout [UInt8]) {
    let depth = [3, 60, 70, 3_000][Int.random(in: 0..<4, using: &numbers)]
    let open = ["[", "{a: ", "- ", "? "][Int.random(in: 0..<4, using: &numbers)]
    let offset = offset(in: bytes)
    let close = open == "[" ? "]" : open == "{a: " ? "}" : ""
    bytes.insert(contentsOf: String(repeating: close, count: depth).utf8, at: offset)
    bytes.insert(contentsOf: String(repeating: open, count: depth).utf8, at: offset)
  }
}
