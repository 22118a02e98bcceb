import FoundationEssentials
import Models
import Tokenization

/// A small model such as somebody else may have left in a folder.
struct ForeignModel {
  /// Special tokens, and words of the sentences in the tests.
  static let tokens =
    ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    + ["the", "old", "dog", "sees", "a", "river", "my", "green", "boat", "stone", "tree"]

  var encoder = EncoderShape(
    layers: 1, hidden: 8, heads: 2, intermediate: 8, embedding: 8, vocabulary: tokens.count,
    positions: 16)
  var classes = ["animal", "plant", "thing"]
  var hasLanguageHead = true
  var tokens = Self.tokens

  /// Writes the model into a folder in the layout of this program.
  ///
  /// - Parameters:
  ///   - checked: Whether parameters that aren't finite are refused.
  ///   - edit: Changes parameters before they are written.
  func write(
    into folder: String, checked: Bool = true, edit: (ParameterBank) -> Void = { _ in }
  ) throws {
    let description = ModelDescription(
      encoder: encoder, sharing: NoSharing(), hasLanguageHead: hasLanguageHead, classes: classes)
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: 1, encoder)
    if checked { edit(bank) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let model = StoredModel(
      description: description, bank: bank, vocabulary: Vocabulary(tokens))
    _ = try model.write(into: folder)
    guard !checked else { return }
    edit(bank)
    try bank.write(to: "\(folder)/\(StoredModel.tensorFile)")
  }
}
