import Foundation

/// A page of the manual or the README, as lines of text and fenced blocks.
struct ManualPage {
  /// A fenced block.
  struct Block {
    /// The word after the fence, such as `sh`.
    let language: String
    let text: String
    /// Range of the text in the page's lines.
    let lines: Range<Int>
  }

  static let folder = "\(repository)/Sources/bondlab/bondlab.docc"

  let path: String
  private(set) var lines: [String]

  init(_ path: String) throws {
    self.path = path
    lines = try String(contentsOfFile: path, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  var blocks: [Block] {
    var (blocks, start): ([Block], Int?) = ([], nil)
    for (index, line) in lines.enumerated() where line.hasPrefix("```") {
      guard let opening = start else {
        start = index
        continue
      }
      let range = opening + 1..<index
      blocks.append(
        Block(
          language: String(lines[opening].dropFirst(3)),
          text: lines[range].map { "\($0)\n" }.joined(), lines: range))
      start = nil
    }
    return blocks
  }

  /// The blocks in `sh`, each with the block of output that follows it, if one does.
  var commands: [(script: Block, output: Block?)] {
    let blocks = blocks
    return blocks.indices.filter { blocks[$0].language == "sh" }.map { index in
      let next = index + 1 < blocks.count ? blocks[index + 1] : nil
      return (blocks[index], next.flatMap { $0.language == "text" ? $0 : nil })
    }
  }

  /// Replaces texts of blocks, and writes the page.
  mutating func write(_ texts: [(block: Block, text: String)]) throws {
    for (block, text) in texts.reversed() {
      let new = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      lines.replaceSubrange(block.lines, with: new.last == "" ? new.dropLast() : new[...])
    }
    try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
  }
}

let repository = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
