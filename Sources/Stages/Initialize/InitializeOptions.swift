internal import Models
public import Options

/// Options of a stage that makes a model.
public struct InitializeOptions: OptionSet, MatchingOptions {
  var donor = StageInput()
  var data = StageInput()
  var encoder: EncoderOptions?
  var sharing: any SharingStrategy = NoSharing()
  var layers: Int?
  var deeper: DeeperLayers?
  var calibration = StageInput()
  /// Number of tokens to calibrate on; nil for ``usualCalibrationTokens``.
  var calibrationTokens: Int?
  var adapter: (any Adapter)?
  var experts: Experts?
  var match: MatchOptions?
  var seed = 1
  /// The largest bond that `match` has chosen; nil for the bonds of the donor's parts.
  var largestBond: Int?

  static let usualCalibrationTokens = 4096

  public static let options: [OptionProperty<InitializeOptions>] = [
    .option(
      "from", \.donor, .stage(producing: "model", "parts"),
      "the donor: a model, or its decomposed parts, which `mpo` needs"),
    .option(
      "data", \.data, .stage(producing: "data"),
      "for a fresh model: the data whose vocabulary it gets"),
    .optional("encoder", \.encoder, .group, "for a fresh model: its sizes"),
    .required("sharing", \.sharing, SharingCatalog.form, "how layers share parameters"),
    .optional("layers", \.layers, .integer(1...1024), "number of layers (otherwise the donor's)"),
    .optional(
      "deeper", \.deeper, .group,
      "start of layers beyond the donor's (MPOBERT, Algorithm 2; otherwise copies are spread out)"),
    .option(
      "calibration", \.calibration, .stage(producing: "data"),
      "data on which the donor runs, so that shared parts fit what enters its matrices"),
    .optional(
      "calibration_tokens", \.calibrationTokens, .integer(1...100_000_000),
      "most tokens of their training split to run on, from its beginning; 4096"),
    .optional(
      "adapter", \.adapter, AdapterCatalog.form, "small terms that are added to matrices"),
    .optional("experts", \.experts, .group, Experts.about),
    .optional("match", \.match, .group, MatchOptions.about),
    .option("seed", \.seed, .integer(0...Int.max), "seed of all random draws"),
  ]

  public init() {}

  /// Describes a fresh model.
  ///
  /// - Parameter vocabulary: Number of tokens of the vocabulary.
  func description(vocabulary: Int) -> ModelDescription {
    var description = ModelDescription(
      encoder: (encoder ?? EncoderOptions()).shape(vocabulary: vocabulary), sharing: sharing,
      adapter: adapter.nilIfEmpty, hasLanguageHead: true)
    description.experts = experts
    return description
  }

  /// Describes the model that is made from a donor.
  ///
  /// - Parameter factorisations: Factors and bonds of the donor's matrices, where it was
  ///   decomposed; they count where sharing factorises.
  func description(
    from donor: ModelDescription, factorisations: [String: ModelDescription.Factorisation]
  ) -> ModelDescription {
    var description = donor
    description.encoder.layers = layers ?? donor.encoder.layers
    description.sharing = sharing
    description.adapter = adapter.nilIfEmpty
    description.experts = experts
    description.factorisations = sharing.isFactorised ? factorisations : [:]
    if let largestBond { description.slice(toBond: largestBond) }
    return description
  }
}
