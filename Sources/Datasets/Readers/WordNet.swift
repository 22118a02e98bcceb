internal import FoundationEssentials
internal import Platform

/// A synset of WordNet, which is a concept with the words for it and its gloss.
struct Synset: Hashable, Sendable {
  /// Byte offset in the file of its part of speech, which identifies it there.
  let offset: Int
  /// Number of the lexicographer file that it was written in; see lexnames(5WN).
  let lexicographerFile: Int
  /// Words for the concept in their original case; the file's underscores are spaces.
  let words: [String]
  let definition: String
  let examples: [String]
}

/// Reads the files of the WordNet database, in the format of wndb(5WN).
struct WordNet {
  static let standardFolder = DataHome.shown("wordnet")
  static let source =
    "WordNet 3.0, Princeton University; WordNet licence (use, copy, modify and distribute for any "
    + "purpose, without fee, keeping the notice)"

  /// The parts of speech, each a file `data.<part>`, in the order in which they are read.
  static let parts = ["adj", "adv", "noun", "verb"]

  let folder: String

  /// Says which file of these parts of speech a folder lacks, and how to get it; nil where all are
  /// there.
  static func missing(_ parts: [String], in folder: String, for name: String) -> String? {
    let paths = parts.map { "\(folder)/data.\($0)" }
    guard let absent = paths.first(where: { !FileManager.default.fileExists(atPath: $0) }) else {
      return nil
    }
    return
      "\(name): there is no \(absent); run `bondlab data get wordnet`, install Debian's package "
      + "wordnet-base, or point `folder` at WordNet 3's files"
  }

  /// Reads the synsets of one part of speech, in the order of the file.
  ///
  /// - Throws: `DatasetError` where the file is missing or a line is no synset.
  func synsets(_ part: String) throws(DatasetError) -> [Synset] {
    let path = "\(folder)/data.\(part)"
    if let missing = Self.missing([part], in: folder, for: "WordNet") {
      throw DatasetError(missing)
    }
    var synsets: [Synset] = []
    for (number, line) in try TextFile.lines(path).enumerated() where !line.hasPrefix("  ") {
      guard let synset = Self.synset(line) else {
        throw DatasetError(
          path, line: number + 1,
          "expected 'offset file type count word id ... | gloss', the format of wndb(5WN)")
      }
      synsets.append(synset)
    }
    return synsets
  }

  /// Parses a line; nil where it is not a synset.
  static func synset(_ line: String) -> Synset? {
    let bytes = Array(line.utf8)
    guard let bar = TextFile.firstIndex(of: UInt8(ascii: "|"), in: bytes, from: 0) else {
      return nil
    }
    // Pointers to other synsets can fill most of the line; the fields before them are enough.
    let head = line.split(separator: " ", maxSplits: 4)
    guard head.count == 5, let offset = Int(head[0]), let file = Int(head[1]),
      let count = Int(head[3], radix: 16), count > 0
    else { return nil }
    let fields = head[4].split(separator: " ", maxSplits: 2 * count)
    guard fields.count >= 2 * count else { return nil }
    let words = (0..<count).map { word in
      String(fields[2 * word].map { $0 == "_" ? " " : $0 })
    }
    let gloss = parts(ofGloss: String(decoding: bytes[(bar + 1)...], as: UTF8.self))
    return Synset(
      offset: offset, lexicographerFile: file, words: words, definition: gloss.definition,
      examples: gloss.examples)
  }

  /// Splits `a definition; "an example"; "another"`.
  ///
  /// Quotes before the first `; "` belong to the definition; a few examples lack their last quote.
  static func parts(ofGloss gloss: String) -> (definition: String, examples: [String]) {
    let bytes = Array(gloss.utf8)
    let quote = UInt8(ascii: "\"")
    var opening = TextFile.firstIndex(of: quote, in: bytes, from: 0)
    while let index = opening, !bytes[..<index].suffix(2).elementsEqual("; ".utf8) {
      opening = TextFile.firstIndex(of: quote, in: bytes, from: index + 1)
    }
    guard let opening else { return (gloss.trimmed, []) }
    let definition = String(decoding: bytes[..<(opening - 2)], as: UTF8.self).trimmed
    let quoted = bytes[opening...].split(separator: quote, omittingEmptySubsequences: false)
    // The parts with odd indices stand between quotes.
    let examples = quoted.enumerated().filter { $0.offset % 2 == 1 }
      .map { String(decoding: $0.element, as: UTF8.self).trimmed }
    return (definition, examples.filter { !$0.isEmpty })
  }
}
