/// Ids of the five special tokens that BERT's input format needs.
package struct SpecialPieces: Hashable, Sendable {
  package static let padding = "[PAD]"
  package static let unknown = "[UNK]"
  package static let start = "[CLS]"
  package static let separator = "[SEP]"
  package static let mask = "[MASK]"

  /// Names of all five, in the order in which learned vocabularies begin.
  package static let names = [padding, unknown, start, separator, mask]

  /// Names in ALBERT's vocabulary, where they differ.
  private static let otherNames = [padding: "<pad>", unknown: "<unk>"]

  package let padding: Int32
  package let unknown: Int32
  package let start: Int32
  package let separator: Int32
  package let mask: Int32

  /// Finds the special tokens in a vocabulary, by BERT's names or, where it lacks one, by ALBERT's.
  ///
  /// - Throws: `VocabularyError` that names the missing ones.
  package init(in vocabulary: [String]) throws(VocabularyError) {
    let ids = Self.names.map { name in
      vocabulary.firstIndex(of: name)
        ?? Self.otherNames[name].flatMap { vocabulary.firstIndex(of: $0) }
    }
    let missing = zip(Self.names, ids).filter { $0.1 == nil }.map(\.0)
    guard missing.isEmpty else {
      throw VocabularyError("the vocabulary lacks \(missing.joined(separator: ", "))")
    }
    let found = ids.map { Int32($0 ?? 0) }
    padding = found[0]
    unknown = found[1]
    start = found[2]
    separator = found[3]
    mask = found[4]
  }

  /// Ids of all five, in the order of ``names``.
  package var ids: [Int32] { [padding, unknown, start, separator, mask] }

  package func contains(_ id: Int32) -> Bool {
    id == padding || id == unknown || id == start || id == separator || id == mask
  }
}
