public import Options

/// Noun definitions, each to be put in one of WordNet's 26 lexicographer classes.
public enum WordNetNouns: DatasetKind {
  /// Lexicographer files 3 to 28, from lexnames(5WN); a label is an index into this.
  static let classes = [
    "noun.Tops", "noun.act", "noun.animal", "noun.artifact", "noun.attribute", "noun.body",
    "noun.cognition", "noun.communication", "noun.event", "noun.feeling", "noun.food",
    "noun.group", "noun.location", "noun.motive", "noun.object", "noun.person",
    "noun.phenomenon", "noun.plant", "noun.possession", "noun.process", "noun.quantity",
    "noun.relation", "noun.shape", "noun.state", "noun.substance", "noun.time",
  ]

  private static let firstFile = 3

  public static var variant: OptionVariant {
    OptionVariant(
      "wordnet-nouns",
      about: "Definition of a noun -> one of WordNet's 26 lexicographer classes, split 80/10/10",
      options: [
        OptionDeclaration(
          "folder", .folder(members: ["data.noun"]), .standard(.path(WordNet.standardFolder)),
          "folder with WordNet's data.noun"),
        .limit,
      ])
  }

  public static func content(_ options: Value) -> DatasetContent { .classes }

  public static func classes(_ options: Value) -> [String]? { classes }

  public static func load(_ options: Value) throws -> RawDataset {
    let folder = try options.requiredText("folder")
    let nouns = try WordNet(folder: folder).synsets("noun")
    let heldOut = WordNetSplit.heldOut(nouns)
    var splits: [String: [RawExample]] = ["train": [], "validation": [], "test": []]
    for noun in nouns {
      let label = noun.lexicographerFile - firstFile
      guard classes.indices.contains(label) else {
        throw DatasetError(
          "\(folder)/data.noun: synset \(noun.offset) is in lexicographer file "
            + "\(noun.lexicographerFile), expected 3 to 28")
      }
      let split = WordNetSplit.of(nounAt: noun.offset)
      // About one definition in a hundred serves several synsets, such as "a genus of bacteria".
      if split == "train" && heldOut.contains(noun.definition) { continue }
      splits[split, default: []].append(RawExample(noun.definition, label: Int32(label)))
    }
    return RawDataset(
      content: content(options), splits: splits, classes: classes, source: WordNet.source
    ).limited(to: options["limit"]?.integer)
  }
}
