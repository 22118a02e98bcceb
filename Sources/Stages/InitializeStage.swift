internal import Datasets
internal import Models
public import Pipeline
internal import Options
internal import Spec
internal import Tokenization

/// Makes a model that shares parameters in a named way: afresh, or from a donor.
public enum InitializeStage: StageForm {
  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "initialize", version: 4, about: "makes a model, afresh or from a donor",
      produces: "model",
      options: [
        OptionDeclaration(
          "from", .stage(producing: ["model", "parts"]), .optional,
          "the donor: a model, or its decomposed parts (which `mpo` needs)"),
        OptionDeclaration(
          "data", .stage(producing: ["data"]), .optional,
          "for a fresh model: the data whose vocabulary it has"),
        OptionDeclaration(
          "encoder", .group(ModelOptions.encoder), .optional, "for a fresh model: its sizes"),
        OptionDeclaration(
          "sharing", SharingCatalog.optionType, .required, "how layers share parameters"),
        OptionDeclaration(
          "layers", .integer(1...1024), .optional, "depth; the donor's where left out"),
        OptionDeclaration(
          "deeper", .group(ModelOptions.deeper), .optional,
          "how layers beyond the donor's start (MPOBERT's Algorithm 2); else donors are spread"),
        OptionDeclaration(
          "adapter", .group(ModelOptions.adapter), .optional, "low-rank terms of each layer's own"),
        OptionDeclaration(
          "seed", .integer(0...Int.max), .standard(.integer(1)), "of everything drawn at random"),
      ], conflicts: conflicts)
  }

  @Sendable
  private static func conflicts(_ request: StageRequest) -> [OptionConflict] {
    let options = request.stage.options
    let kind = SharingCatalog.kind(options["sharing"] ?? .null)
    let isFactorised = kind.isFactorised
    if kind.needsAdapter && options["adapter"] == nil {
      return [
        OptionConflict(
          "sharing", "'\(kind.variant.name)' relaxes sharing by adapters, but there are none",
          hint: "write 'adapter', such as adapter: {rank: 8}")
      ]
    }
    let mismatch = ModelOptions.conflicts(
      ofAdapter: options["adapter"], sharing: options["sharing"] ?? .null)
    if !mismatch.isEmpty { return mismatch }
    guard let donor = request.products["from"] else {
      return conflictsOfFreshModel(
        options, hasData: request.products["data"] != nil, isFactorised: isFactorised)
    }
    var found: [OptionConflict] = []
    if options["deeper"] != nil && !isFactorised {
      found.append(
        OptionConflict(
          "deeper", "'deeper' scales auxiliary tensors, which '\(kind.variant.name)' has none of",
          hint: "leave it out, or share by 'mpo'"))
    }
    for name in ["encoder", "data"] where options[name] != nil || request.products[name] != nil {
      found.append(
        OptionConflict(
          name, "'\(name)' is for a fresh model, but 'from' names a donor",
          hint: "leave out one of them; 'layers' alone gives a donor another depth"))
    }
    if isFactorised && donor != "parts" {
      found.append(
        OptionConflict(
          "from", "sharing by matrix product operators starts from decomposed parts",
          hint: "put a stage of the kind decompose between the donor and this one"))
    }
    return found
  }

  private static func conflictsOfFreshModel(
    _ options: Value, hasData: Bool, isFactorised: Bool
  ) -> [OptionConflict] {
    guard let sizes = options["encoder"], hasData else {
      return [
        OptionConflict(
          "kind", "a model without a donor needs 'encoder' and 'data'",
          hint: "or name a donor in 'from'")
      ]
    }
    var found: [OptionConflict] = []
    if options["layers"] != nil {
      found.append(
        OptionConflict(
          "layers", "'layers' gives a donor another depth, but there is no 'from'",
          hint: "write the depth of a fresh model in 'encoder'"))
    }
    if isFactorised {
      found.append(
        OptionConflict(
          "sharing", "a fresh model can't be held as matrix product operators",
          hint: "initialize it dense, decompose it, and initialize from the parts"))
    }
    found += ModelOptions.conflicts(of: sizes)
    return found
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let seed = UInt64(job.integer("seed"))
    let (model, gains) =
      try job.files("from") == nil ? (fresh(job, seed: seed), []) : adapted(job, seed: seed)
    let count = Metric("parameters", Double(model.bank.layout.count))
    return StageOutput(
      files: try model.write(into: job.workFolder), metrics: [count] + figures(gains))
  }

  /// A curve over layers, from 1, for each matrix.
  private static func figures(_ gains: [LayerGain]) -> [Metric] {
    gains.map { Metric("gain.\($0.matrix.rawValue)", $0.value, step: $0.layer + 1) }
  }

  private static func fresh(_ job: StageJob, seed: UInt64) throws -> StoredModel {
    let vocabulary = try job.dataset("data").vocabulary
    let description = ModelDescription(
      encoder: ModelOptions.shape(job.options["encoder"] ?? .null, vocabulary: vocabulary.count),
      sharing: job.options["sharing"] ?? .null,
      adapter: ModelOptions.adapter(job.options["adapter"]), hasLanguageHead: true)
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: seed, description.encoder)
    return StoredModel(description: description, bank: bank, vocabulary: vocabulary)
  }

  private static func adapted(
    _ job: StageJob, seed: UInt64
  ) throws -> (StoredModel, [LayerGain]) {
    let donor = try job.model("from")
    let files = job.files("from") ?? [:]
    let parts =
      files[StoredParts.factorFile] == nil ? nil : try StoredParts(files: files, donor: donor)
    let sharing = job.options["sharing"] ?? .null
    let isFactorised = SharingCatalog.kind(sharing).isFactorised
    var description = donor.description
    description.encoder.layers = job.options["layers"]?.integer ?? donor.description.encoder.layers
    description.sharing = sharing
    description.adapter = ModelOptions.adapter(job.options["adapter"])
    description.factorisations = isFactorised ? parts?.factorisations ?? [:] : [:]
    let bank = ParameterBank(ParameterLayout(description))
    let matrices = DonorMatrices(donor, operators: parts?.operators ?? [:])
    let deeper = ModelOptions.deeper(job.options["deeper"])
    bank.start(description, from: matrices, deeper: deeper, seed: seed)
    return (
      StoredModel(description: description, bank: bank, vocabulary: donor.vocabulary),
      bank.gains(description, from: matrices, deeper: deeper)
    )
  }
}
