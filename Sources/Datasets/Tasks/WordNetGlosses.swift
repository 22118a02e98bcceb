internal import Options
internal import Statistics

/// Running text of WordNet's definitions and example sentences, each a passage.
struct WordNetGlosses: DatasetKind {
  static let name = "wordnet-glosses"
  static let about =
    "WordNet's definitions and example sentences as text for masked language modelling"

  /// Whether the text has the definitions on which `wordnet-nouns` validates and tests.
  enum HeldOut: String, CaseIterable, Sendable { case exclude, include }

  var folder = WordNet.standardFolder
  var heldOut = HeldOut.exclude
  var leadsWithWords = false
  var validationShare = 0.02

  static let options: [OptionProperty<WordNetGlosses>] = [
    .option(
      "folder", \.folder, .folder(members: WordNet.parts.map { "data.\($0)" }),
      "folder with WordNet's data.adj, data.adv, data.noun and data.verb"),
    .option(
      "held_out", \.heldOut, .choice,
      "whether to leave out what wordnet-nouns validates and tests on"),
    .option(
      "words", \.leadsWithWords, .boolean,
      "start each definition with the words that it defines"),
    .option(
      "validation_share", \.validationShare, .number(0...0.5),
      "share of the synsets that is kept for validation"),
  ]

  var content: DatasetContent { .runningText }

  var missing: String? { WordNet.missing(WordNet.parts, in: folder, for: Self.name) }

  func load() throws -> RawDataset {
    let wordnet = WordNet(folder: folder)
    let synsets = try WordNet.parts.map { ($0, try wordnet.synsets($0)) }
    let excludes = heldOut == .exclude
    let nouns = synsets.first { $0.0 == "noun" }?.1 ?? []
    let unwanted = excludes ? WordNetSplit.heldOut(nouns) : []
    var splits: [String: [RawExample]] = ["train": [], "validation": []]
    for (part, synsets) in synsets {
      for synset in synsets {
        if excludes && part == "noun" && WordNetSplit.of(nounAt: synset.offset) != "train" {
          continue
        }
        let validates =
          StableHash.share(StableHash.of("\(part).\(synset.offset)")) < validationShare
        splits[validates ? "validation" : "train", default: []] += Self.passages(
          synset, without: unwanted, words: leadsWithWords)
      }
    }
    return RawDataset(content: content, splits: splits, classes: [], source: WordNet.source)
  }

  /// Returns the definition and the examples of `synset`, except those that are held out word for
  /// word.
  private static func passages(
    _ synset: Synset, without heldOut: Set<String>, words: Bool
  ) -> [RawExample] {
    let kept = ([synset.definition] + synset.examples).filter {
      !$0.isEmpty && !heldOut.contains($0)
    }
    return kept.map { passage in
      guard words && passage == synset.definition else { return RawExample(passage) }
      return RawExample("\(synset.words.joined(separator: ", ")): \(passage)")
    }
  }
}
