internal import Datasets
internal import Models
public import Pipeline
internal import Spec

/// Makes a model that shares parameters in a named way: afresh, or from a donor.
public enum InitializeStage: StageKind {
  private static let whole = 1...65536

  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "initialize", version: 1, about: "makes a model, afresh or from a donor",
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
      ])
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
    guard let sizes = job.options["encoder"], job.files("data") != nil else {
      throw StageError("a model without a donor needs `encoder` and `data`; else name one in `from`")
    }
    let sharing = job.options["sharing"] ?? .null
    guard !SharingCatalog.kind(sharing).isFactorised else {
      throw StageError(
        "a fresh model can't be `mpo`: initialize it dense, decompose it, and initialize from that")
    }
    let vocabulary = try job.dataset("data").vocabulary
    let description = ModelDescription(
      encoder: try shape(sizes, vocabulary: vocabulary.count), sharing: sharing,
      adapter: adapter(job), hasLanguageHead: true)
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: seed)
    return StoredModel(description: description, bank: bank, vocabulary: vocabulary)
  }

  private static func shape(_ sizes: Value, vocabulary: Int) throws -> EncoderShape {
    let hidden = sizes["hidden"]?.integer ?? 0
    let heads = sizes["heads"]?.integer ?? 0
    guard hidden.isMultiple(of: heads) else {
      throw StageError("`heads` (\(heads)) must divide `hidden` (\(hidden))")
    }
    return EncoderShape(
      layers: sizes["layers"]?.integer ?? 0, hidden: hidden, heads: heads,
      intermediate: sizes["intermediate"]?.integer ?? 4 * hidden,
      embedding: sizes["embedding"]?.integer ?? hidden, vocabulary: vocabulary,
      positions: sizes["positions"]?.integer ?? 0,
      activation: EncoderShape.Activation(rawValue: sizes["activation"]?.text ?? "") ?? .gelu)
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
    if isFactorised && parts == nil {
      throw StageError(
        "`mpo` starts from decomposed parts: put a `decompose` stage between the donor and this one")
    }
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
