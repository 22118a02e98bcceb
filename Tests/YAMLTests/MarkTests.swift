import TestSupport
import Testing
import YAML

/// A writer of random texts in flow style, together with the trees that they mean.
private struct RandomText {
  private var numbers: SeededNumbers
  private(set) var text = ""
  private var line = 1
  private var column = 1
  private var names = 0

  init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

  private var mark: Mark { Mark(file: "f", line: line, column: column) }

  private mutating func write(_ more: String) {
    text += more
    for scalar in more.unicodeScalars {
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
  }

  private mutating func writeSpace() {
    write(["", " ", "   ", "\n ", " # é, {\n", "\n\n  "].randomElement(using: &numbers) ?? "")
  }

  /// Writes a list or a mapping, at most so many levels deep.
  mutating func collection(depth: Int) -> Node {
    let start = mark
    let isList = Bool.random(using: &numbers)
    write(isList ? "[" : "{")
    var (items, pairs) = ([Node](), [Node.Pair]())
    for _ in 0..<Int.random(in: 0...4, using: &numbers) {
      writeSpace()
      if isList {
        items.append(value(depth: depth))
      } else {
        let key = scalar()
        write(": ")
        pairs.append(Node.Pair(key: key, value: value(depth: depth)))
      }
      writeSpace()
      write(",")
    }
    writeSpace()
    write(isList ? "]" : "}")
    return Node(mark: start, content: isList ? .sequence(items) : .mapping(pairs))
  }

  private mutating func value(depth: Int) -> Node {
    depth > 0 && Bool.random(using: &numbers) ? collection(depth: depth - 1) : scalar()
  }

  /// Writes a word that is nowhere else, plain or quoted.
  private mutating func scalar() -> Node {
    let start = mark
    names += 1
    let word = (["a", "é", "漢", "😀", "a b"].randomElement(using: &numbers) ?? "") + "\(names)"
    let quote = ["", "'", "\""].randomElement(using: &numbers) ?? ""
    write(quote + word + quote)
    return Node(mark: start, content: .scalar(.init(text: word, isPlain: quote.isEmpty)))
  }
}

@Suite("locations of YAML values")
struct MarkTests {
  @Test("in flow style every value is read, with its location", arguments: 0..<200)
  func flow(seed: Int) throws {
    var random = RandomText(seed: UInt64(seed))
    let tree = random.collection(depth: 4)
    #expect(try parseYAML(Array(random.text.utf8), file: "f") == tree, "\(random.text)")
  }

  @Test("in block style keys, values, items and blocks of text have their locations")
  func block() throws {
    let text = """
      first: 1
      list:
        - x
        - key: "y"
          'other': |
            z
      empty:
      last: &name >-
        folded
        text

      """
    let root = try parseYAML(Array(text.utf8), file: "f")
    #expect(
      locations(root) == [
        "1:1 {}", "1:1 first", "1:8 1", "2:1 list", "3:3 []", "3:5 x", "4:5 {}", "4:5 key",
        "4:10 y", "5:5 other", "5:14 z\n", "7:1 empty", "7:7 ", "8:1 last", "8:7 folded text",
      ])
    #expect(root["first"]?.scalar?.isPlain == true && root["last"]?.scalar?.isPlain == false)
    #expect(root["list"]?.sequence?[1]["key"]?.scalar?.isPlain == false)
  }

  @Test("an alias has the location of its anchor, a merged member that of its source")
  func aliases() throws {
    let root = try parseYAML(Array("a: &x {b: 1}\nc: *x\nd: {<<: *x}".utf8), file: "f")
    #expect(
      locations(root) == [
        "1:1 {}", "1:1 a", "1:4 {}", "1:8 b", "1:11 1", "2:1 c", "1:4 {}", "1:8 b", "1:11 1",
        "3:1 d", "3:4 {}", "1:8 b", "1:11 1",
      ])
  }

  @Test("a byte-order mark takes no column; other line ends are line ends")
  func lineEnds() throws {
    for text in ["\u{FEFF}a:\n  b: 1", "a:\r\n  b: 1", "a:\r  b: 1"] {
      let root = try parseYAML(Array(text.utf8), file: "f")
      #expect(locations(root) == ["1:1 {}", "1:1 a", "2:3 {}", "2:3 b", "2:6 1"], "\(text)")
    }
  }

  @Test("marks are ordered by file, line and column, and written so")
  func order() {
    let marks = [
      Mark(file: "a", line: 1, column: 9), Mark(file: "a", line: 2, column: 3),
      Mark(file: "a", line: 10, column: 1), Mark(file: "b", line: 1, column: 1),
    ]
    #expect(marks.reversed().sorted() == marks)
    #expect(marks.map(\.description) == ["a:1:9", "a:2:3", "a:10:1", "b:1:1"])
    #expect(Mark(argument: "--set a=1").description == "--set a=1")
  }

  /// Lists every value and key with its location, in the order of the text.
  private func locations(_ node: Node) -> [String] {
    let location = "\(node.mark.line):\(node.mark.column)"
    switch node.content {
    case .scalar(let scalar): return ["\(location) \(scalar.text)"]
    case .sequence(let items): return ["\(location) []"] + items.flatMap(locations)
    case .mapping(let pairs):
      return ["\(location) {}"] + pairs.flatMap { locations($0.key) + locations($0.value) }
    }
  }
}
