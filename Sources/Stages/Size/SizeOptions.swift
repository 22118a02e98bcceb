internal import MatrixProduct
internal import Models
public import Options

/// Options of a stage that counts parameters.
public struct SizeOptions: OptionSet, MatchingOptions {
  var vocabulary = 1
  var encoder = EncoderOptions()
  var sharing: any SharingStrategy = NoSharing()
  var tensors = 5
  var bond = IntegerOrWord.word("full")
  var adapter: (any Adapter)?
  var experts: Experts?
  var match: MatchOptions?
  var hasPooler = true
  var hasLanguageHead = false

  public static let options: [OptionProperty<SizeOptions>] = [
    .required(
      "vocabulary", \.vocabulary, .integer(1...10_000_000), "number of tokens of the vocabulary"),
    .required("encoder", \.encoder, .group, "sizes of the encoder"),
    .required("sharing", \.sharing, SharingCatalog.form, "how layers share parameters"),
    .option(
      "tensors", \.tensors, .integer(2...16),
      "number of local tensors of a matrix, where sharing factorises"
    ),
    .option(
      "bond", \.bond, .integer(1...1_000_000, orWords: ["full"]),
      "largest bond dimension, where sharing factorises; `full` truncates nothing"),
    .optional(
      "adapter", \.adapter, AdapterCatalog.form, "small terms that are added to matrices"),
    .optional("experts", \.experts, .group, Experts.about),
    .optional("match", \.match, .group, MatchOptions.about),
    .option("pooler", \.hasPooler, .boolean, "whether to count the pooler"),
    .option(
      "language_head", \.hasLanguageHead, .boolean,
      "whether to count the head of masked language modelling"),
  ]

  public init() {}

  var largestBond: Int? {
    get { bond.integer }
    set { bond = newValue.map { .integer($0) } ?? .word("full") }
  }

  /// Returns the parameters of a model that are counted.
  ///
  /// Only models with a classifier have a pooler, and no published size counts the classifier.
  func counted(_ layout: ParameterLayout) -> [Parameter] {
    layout.parameters.filter { parameter in
      switch parameter.part {
      case .pooler: hasPooler
      case .heads: !parameter.name.hasPrefix("classifier")
      default: true
      }
    }
  }

  func parameterCount(of model: ModelDescription, withTables: Bool) -> Int {
    let layout = ParameterLayout(model)
    let all = counted(layout).reduce(0) { $0 + $1.count }
    return withTables ? all : all - (layout.count - layout.nonEmbeddingCount)
  }

  /// The description of the model, with one class, as only models with a classifier have a pooler.
  var description: ModelDescription {
    var description = ModelDescription(
      encoder: encoder.shape(vocabulary: vocabulary), sharing: sharing,
      adapter: adapter.nilIfEmpty, hasLanguageHead: hasLanguageHead, classes: ["any"])
    description.experts = experts
    guard sharing.isFactorised else { return description }
    description.factorise { rows, columns in
      let factors = FactorShape.balanced(rows: rows, columns: columns, tensors: tensors)
      return ModelDescription.Factorisation(
        factors: factors, bonds: factors.bonds(cap: bond.integer))
    }
    return description
  }
}
