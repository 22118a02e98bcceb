internal import Statistics

/// Splits WordNet's nouns into training, validation and test by a hash of the synset's offset.
///
/// Both WordNet data sets use it, so that neither trains on what the other holds out.
enum WordNetSplit {
  /// Returns `train` for eight synsets of ten, `validation` and `test` for one each.
  static func of(nounAt offset: Int) -> String {
    switch StableHash.mixed(UInt64(offset)) % 10 {
    case 0..<8: "train"
    case 8: "validation"
    default: "test"
    }
  }

  /// Returns the definitions and examples of every noun outside the training split.
  static func heldOut(_ nouns: [Synset]) -> Set<String> {
    var passages: Set<String> = []
    for noun in nouns where of(nounAt: noun.offset) != "train" {
      passages.insert(noun.definition)
      passages.formUnion(noun.examples)
    }
    return passages
  }
}
