public import Options

/// WordNet's definitions and example sentences as running text, one passage each.
public enum WordNetGlosses: DatasetKind {
  public static var variant: OptionVariant {
    OptionVariant(
      "wordnet-glosses",
      about: "WordNet's definitions and example sentences as text for masked language modelling",
      options: [
        OptionDeclaration(
          "folder", .folder(members: WordNet.parts.map { "data.\($0)" }),
          .standard(.path(WordNet.standardFolder)),
          "folder with WordNet's data.adj, data.adv, data.noun and data.verb"),
        OptionDeclaration(
          "held_out", .choice(["exclude", "include"]), .standard(.text("exclude")),
          "whether to leave out what wordnet-nouns validates and tests on"),
        OptionDeclaration(
          "words", .boolean, .standard(.boolean(false)),
          "start each definition with the words that it defines"),
        OptionDeclaration(
          "validation_share", .number(0...0.5), .standard(.number(0.02)),
          "share of the synsets that is kept for validation"),
        .limit,
      ])
  }

  public static func content(_ options: Value) -> DatasetContent { .runningText }

  public static func load(_ options: Value) throws -> RawDataset {
    let wordnet = WordNet(folder: try options.requiredText("folder"))
    let share = try options.requiredNumber("validation_share")
    let synsets = try WordNet.parts.map { ($0, try wordnet.synsets($0)) }
    let excludes = options["held_out"]?.text == "exclude"
    let nouns = synsets.first { $0.0 == "noun" }?.1 ?? []
    let heldOut = excludes ? WordNetSplit.heldOut(nouns) : []
    var splits: [String: [RawExample]] = ["train": [], "validation": []]
    for (part, synsets) in synsets {
      for synset in synsets {
        if excludes && part == "noun" && WordNetSplit.of(nounAt: synset.offset) != "train" {
          continue
        }
        let validates = StableHash.share(StableHash.of("\(part).\(synset.offset)")) < share
        splits[validates ? "validation" : "train", default: []] += passages(
          synset, without: heldOut, words: options["words"]?.boolean == true)
      }
    }
    return RawDataset(
      content: content(options), splits: splits, classes: [], source: WordNet.source
    ).limited(to: options["limit"]?.integer)
  }

  /// The definition and the examples of `synset`, except those that are held out word for word.
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
