internal import MatrixProduct
internal import Models
public import Options

/// What a spec says of a stage that counts parameters.
public struct SizeOptions: OptionSet {
  var vocabulary = 1
  var encoder = EncoderOptions()
  var sharing: any SharingStrategy = NoSharing()
  var tensors = 5
  var bond = IntegerOrWord.word("full")
  var adapter: Adapter?
  var hasPooler = true
  var hasLanguageHead = false

  public static let options: [OptionProperty<SizeOptions>] = [
    .required(
      "vocabulary", \.vocabulary, .integer(1...10_000_000), "pieces of the vocabulary"),
    .required("encoder", \.encoder, .group, "its sizes"),
    .required("sharing", \.sharing, SharingCatalog.form, "how layers share parameters"),
    .option(
      "tensors", \.tensors, .integer(2...16), "local tensors of a matrix, where sharing factorises"
    ),
    .option(
      "bond", \.bond, .integer(1...1_000_000, orWords: ["full"]),
      "no bond dimension is larger, where sharing factorises"),
    .optional("adapter", \.adapter, .group, "low-rank terms of each layer's own"),
    .option("pooler", \.hasPooler, .boolean, "whether the pooler counts"),
    .option(
      "language_head", \.hasLanguageHead, .boolean,
      "whether the head of masked language modelling counts"),
  ]

  public init() {}

  /// A pooler stands under a classifier, hence a class.
  var description: ModelDescription {
    var description = ModelDescription(
      encoder: encoder.shape(vocabulary: vocabulary), sharing: sharing,
      adapter: adapter?.ofSomeRank, hasLanguageHead: hasLanguageHead, classes: ["any"])
    guard sharing.isFactorised else { return description }
    description.factorise { rows, columns in
      let factors = FactorShape.balanced(rows: rows, columns: columns, tensors: tensors)
      return ModelDescription.Factorisation(
        factors: factors, bonds: factors.bonds(cap: bond.integer))
    }
    return description
  }
}
