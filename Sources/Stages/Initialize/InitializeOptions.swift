internal import Models
public import Options

/// What a spec says of a stage that makes a model.
public struct InitializeOptions: OptionSet {
  var donor = StageInput()
  var data = StageInput()
  var encoder: EncoderOptions?
  var sharing: any SharingStrategy = NoSharing()
  var layers: Int?
  var deeper: DeeperLayers?
  var adapter: Adapter?
  var seed = 1

  public static let options: [OptionProperty<InitializeOptions>] = [
    .option(
      "from", \.donor, .stage(producing: "model", "parts"),
      "the donor: a model, or its decomposed parts (which `mpo` needs)"),
    .option(
      "data", \.data, .stage(producing: "data"),
      "for a fresh model: the data whose vocabulary it has"),
    .optional("encoder", \.encoder, .group, "for a fresh model: its sizes"),
    .required("sharing", \.sharing, SharingCatalog.form, "how layers share parameters"),
    .optional("layers", \.layers, .integer(1...1024), "depth; the donor's where left out"),
    .optional(
      "deeper", \.deeper, .group,
      "how layers beyond the donor's start (MPOBERT's Algorithm 2); else donors are spread"),
    .optional("adapter", \.adapter, .group, "low-rank terms of each layer's own"),
    .option("seed", \.seed, .integer(0...Int.max), "of everything drawn at random"),
  ]

  public init() {}

  /// Describes a model that has learnt nothing, for a vocabulary of so many pieces.
  func description(vocabulary: Int) -> ModelDescription {
    ModelDescription(
      encoder: (encoder ?? EncoderOptions()).shape(vocabulary: vocabulary), sharing: sharing,
      adapter: adapter?.ofSomeRank, hasLanguageHead: true)
  }

  /// Describes what becomes of a donor.
  ///
  /// - Parameter factorisations: Of the donor's matrices where it was decomposed; they count where
  ///   sharing factorises.
  func description(
    from donor: ModelDescription, factorisations: [String: ModelDescription.Factorisation]
  ) -> ModelDescription {
    var description = donor
    description.encoder.layers = layers ?? donor.encoder.layers
    description.sharing = sharing
    description.adapter = adapter?.ofSomeRank
    description.factorisations = sharing.isFactorised ? factorisations : [:]
    return description
  }
}
