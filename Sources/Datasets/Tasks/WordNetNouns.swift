internal import Options

/// Definitions of nouns, to be classified into WordNet's 26 lexicographer classes.
struct WordNetNouns: DatasetKind {
  static let name = "wordnet-nouns"
  static let about =
    "Definition of a noun -> one of WordNet's 26 lexicographer classes, split 80/10/10"

  /// Names of the lexicographer files 3 to 28, from lexnames(5WN); a label is an index into them.
  static let classes = [
    "noun.Tops", "noun.act", "noun.animal", "noun.artifact", "noun.attribute", "noun.body",
    "noun.cognition", "noun.communication", "noun.event", "noun.feeling", "noun.food",
    "noun.group", "noun.location", "noun.motive", "noun.object", "noun.person",
    "noun.phenomenon", "noun.plant", "noun.possession", "noun.process", "noun.quantity",
    "noun.relation", "noun.shape", "noun.state", "noun.substance", "noun.time",
  ]

  private static let firstFile = 3

  var folder = WordNet.standardFolder

  static let options: [OptionProperty<WordNetNouns>] = [
    .option(
      "folder", \.folder, .folder(members: ["data.noun"]), "folder with WordNet's data.noun")
  ]

  var content: DatasetContent { .classes }

  var classes: [String]? { Self.classes }

  var missing: String? { WordNet.missing(["noun"], in: folder, for: Self.name) }

  func load() throws -> RawDataset {
    let nouns = try WordNet(folder: folder).synsets("noun")
    let heldOut = WordNetSplit.heldOut(nouns)
    var splits: [String: [RawExample]] = ["train": [], "validation": [], "test": []]
    for noun in nouns {
      let label = noun.lexicographerFile - Self.firstFile
      guard Self.classes.indices.contains(label) else {
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
      content: content, splits: splits, classes: Self.classes, source: WordNet.source)
  }
}
