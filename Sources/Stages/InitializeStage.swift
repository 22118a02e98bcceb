internal import Datasets
internal import Models
public import Pipeline
internal import Spec

/// Makes a model that shares parameters in a named way: afresh, or from a donor.
public enum InitializeStage: StageKind {
  private static let whole = 1...65536

  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "initialize", version: 2, about: "makes a model, afresh or from a donor",
      produces: "model",
      options: [
        OptionDeclaration(
          "from", .stage(producing: ["model", "parts"]), .optional,
          "the donor: a model, or its decomposed parts (which `mpo` needs)"),
        OptionDeclaration(
          "data", .stage(producing: ["data"]), .optional,
          "for a fresh model: the data whose vocabulary it has"),
        OptionDeclaration(
          "encoder", .group(encoderOptions), .optional, "for a fresh model: its sizes"),
        OptionDeclaration(
          "sharing", SharingCatalog.optionType, .required, "how layers share parameters"),
        OptionDeclaration(
          "layers", .integer(1...1024), .optional, "depth; the donor's where left out"),
        OptionDeclaration(
          "adapter", .group(adapterOptions), .optional, "low-rank terms of each layer's own"),
        OptionDeclaration(
          "seed", .integer(0...Int.max), .standard(.integer(1)), "of everything drawn at random"),
      ], conflicts: conflicts)
  }

  @Sendable
  private static func conflicts(_ request: StageRequest) -> [OptionConflict] {
    let options = request.stage.options
    let isFactorised = SharingCatalog.kind(options["sharing"] ?? .null).isFactorised
    guard let donor = request.products["from"] else {
      return conflictsOfFreshModel(
        options, hasData: request.products["data"] != nil, isFactorised: isFactorised)
    }
    var found: [OptionConflict] = []
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
    let (hidden, heads) = (sizes["hidden"]?.integer ?? 1, sizes["heads"]?.integer ?? 1)
    if !hidden.isMultiple(of: heads) {
      found.append(
        OptionConflict(
          "encoder", "encoder.heads (\(heads)) must divide encoder.hidden (\(hidden))",
          hint: "every head has hidden / heads columns"))
    }
    return found
  }

  private static var encoderOptions: [OptionDeclaration] {
    [
      OptionDeclaration("layers", .integer(1...1024), .required, "depth"),
      OptionDeclaration("hidden", .integer(whole), .required, "width of the hidden states"),
      OptionDeclaration("heads", .integer(whole), .required, "attention heads; divide hidden"),
      OptionDeclaration(
        "intermediate", .integer(whole), .optional, "width of the feed-forward; 4 × hidden"),
      OptionDeclaration(
        "embedding", .integer(whole), .optional,
        "width of the embeddings; below hidden they are factorised (ALBERT)"),
      OptionDeclaration(
        "positions", .integer(8...65536), .standard(.integer(128)), "the longest sequence"),
      OptionDeclaration(
        "activation", .choice(EncoderShape.Activation.allCases.map(\.rawValue)),
        .standard(.text("gelu")), "exact GELU, or its tanh form"),
      OptionDeclaration(
        "deviation", .number(0...10), .standard(.number(0.02)),
        "of fresh matrices and embeddings; narrow models learn sooner with more than BERT's"),
    ]
  }

  private static var adapterOptions: [OptionDeclaration] {
    [
      OptionDeclaration(
        "rank", .integer(0...4096), .standard(.integer(8)), "columns of up; 0 for no adapter"),
      OptionDeclaration("scale", .number(0...1e6), .standard(.number(1)), "factor of up · down"),
      OptionDeclaration(
        "matrices", .list(.choice(MatrixKind.allCases.map(\.rawValue))),
        .standard(.list(MatrixKind.attention.map { .text($0.rawValue) })),
        "which matrices have one"),
    ]
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let seed = UInt64(job.integer("seed"))
    let model = try job.files("from") == nil ? fresh(job, seed: seed) : adapted(job, seed: seed)
    let count = Double(model.bank.layout.count)
    return StageOutput(
      files: try model.write(into: job.workFolder), metrics: [Metric("parameters", count)])
  }

  private static func fresh(_ job: StageJob, seed: UInt64) throws -> StoredModel {
    let vocabulary = try job.dataset("data").vocabulary
    let description = ModelDescription(
      encoder: shape(job.options["encoder"] ?? .null, vocabulary: vocabulary.count),
      sharing: job.options["sharing"] ?? .null, adapter: adapter(job), hasLanguageHead: true)
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: seed, deviation: description.encoder.deviation)
    return StoredModel(description: description, bank: bank, vocabulary: vocabulary)
  }

  private static func shape(_ sizes: Value, vocabulary: Int) -> EncoderShape {
    let hidden = sizes["hidden"]?.integer ?? 1
    return EncoderShape(
      layers: sizes["layers"]?.integer ?? 1, hidden: hidden, heads: sizes["heads"]?.integer ?? 1,
      intermediate: sizes["intermediate"]?.integer ?? 4 * hidden,
      embedding: sizes["embedding"]?.integer ?? hidden, vocabulary: vocabulary,
      positions: sizes["positions"]?.integer ?? 0,
      activation: EncoderShape.Activation(rawValue: sizes["activation"]?.text ?? "") ?? .gelu,
      deviation: sizes["deviation"]?.number ?? 0.02)
  }

  private static func adapter(_ job: StageJob) -> Adapter? {
    guard let options = job.options["adapter"], let rank = options["rank"]?.integer, rank > 0 else {
      return nil
    }
    let matrices = (options["matrices"]?.list ?? []).compactMap { name in
      name.text.flatMap { MatrixKind(rawValue: $0) }
    }
    return Adapter(rank: rank, scale: Float(options["scale"]?.number ?? 1), matrices: matrices)
  }

  private static func adapted(_ job: StageJob, seed: UInt64) throws -> StoredModel {
    let donor = try job.model("from")
    let files = job.files("from") ?? [:]
    let parts =
      files[StoredParts.factorFile] == nil ? nil : try StoredParts(files: files, donor: donor)
    let sharing = job.options["sharing"] ?? .null
    let isFactorised = SharingCatalog.kind(sharing).isFactorised
    var description = donor.description
    description.encoder.layers = job.options["layers"]?.integer ?? donor.description.encoder.layers
    description.sharing = sharing
    description.adapter = adapter(job)
    description.factorisations = isFactorised ? parts?.factorisations ?? [:] : [:]
    let bank = ParameterBank(ParameterLayout(description))
    bank.start(
      description, from: DonorMatrices(donor, operators: parts?.operators ?? [:]), seed: seed)
    return StoredModel(description: description, bank: bank, vocabulary: donor.vocabulary)
  }
}
