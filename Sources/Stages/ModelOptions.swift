internal import Models
internal import Pipeline
internal import Options
internal import Spec

/// The options that describe a model, for every stage kind that takes them.
enum ModelOptions {
  private static let whole = 1...65536

  static var encoder: [OptionDeclaration] {
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
      OptionDeclaration(
        "residual", .choice(EncoderShape.Residual.allCases.map(\.rawValue)),
        .standard(.text("plain")), "deepnorm: scaled residuals and fresh matrices, for depth"),
    ]
  }

  static var adapter: [OptionDeclaration] {
    [
      OptionDeclaration(
        "rank", .integer(0...4096), .standard(.integer(8)), "columns of up; 0 for no adapter"),
      OptionDeclaration("scale", .number(0...1e6), .standard(.number(1)), "factor of up · down"),
      OptionDeclaration(
        "matrices", .list(.choice(MatrixKind.allCases.map(\.rawValue))),
        .standard(.list(MatrixKind.attention.map { .text($0.rawValue) })),
        "which matrices have one"),
      OptionDeclaration(
        "to", .choice(Adapter.Place.allCases.map(\.rawValue)), .standard(.text("weight")),
        "added to the whole matrix, as in MPOBERT, or to its central tensor"),
    ]
  }

  static var deeper: [OptionDeclaration] {
    [
      OptionDeclaration(
        "tensors", .choice(DeeperLayers.Tensors.allCases.map(\.rawValue)),
        .standard(.text("copies")), "their auxiliary tensors: the donor's, or Xavier's draws"),
      OptionDeclaration(
        "target", .choice(DeeperLayers.Target.allCases.map(\.rawValue)),
        .standard(.text("tensor")),
        "scale each tensor by (2L)^(-1/4) as printed, or the matrix by (2L)^(-1/2) as derived"),
      OptionDeclaration(
        "from", .integer(0...1023), .optional,
        "the first layer that is scaled, from 0; the donor's depth"),
    ]
  }

  /// What validated options say of layers beyond the donor's.
  static func deeper(_ options: Value?) -> DeeperLayers? {
    guard let options else { return nil }
    return DeeperLayers(
      options["tensors"]?.text.flatMap(DeeperLayers.Tensors.init) ?? .copies,
      target: options["target"]?.text.flatMap(DeeperLayers.Target.init) ?? .tensor,
      from: options["from"]?.integer)
  }

  /// What an adapter says against the way of sharing.
  static func conflicts(ofAdapter adapter: Value?, sharing: Value) -> [OptionConflict] {
    let kind = SharingCatalog.kind(sharing)
    guard adapter?["to"]?.text == "central", !kind.isFactorised else { return [] }
    return [
      OptionConflict(
        "adapter", "'to: central' needs central tensors, which '\(kind.variant.name)' has none of",
        hint: "leave it out, or share by 'mpo'")
    ]
  }

  /// What the sizes of an encoder say against each other.
  static func conflicts(of sizes: Value) -> [OptionConflict] {
    let (hidden, heads) = (sizes["hidden"]?.integer ?? 1, sizes["heads"]?.integer ?? 1)
    if hidden.isMultiple(of: heads) { return [] }
    return [
      OptionConflict(
        "encoder", "encoder.heads (\(heads)) must divide encoder.hidden (\(hidden))",
        hint: "every head has hidden / heads columns")
    ]
  }

  /// The encoder that validated options describe.
  static func shape(_ sizes: Value, vocabulary: Int) -> EncoderShape {
    let hidden = sizes["hidden"]?.integer ?? 1
    return EncoderShape(
      layers: sizes["layers"]?.integer ?? 1, hidden: hidden, heads: sizes["heads"]?.integer ?? 1,
      intermediate: sizes["intermediate"]?.integer ?? 4 * hidden,
      embedding: sizes["embedding"]?.integer ?? hidden, vocabulary: vocabulary,
      positions: sizes["positions"]?.integer ?? 128,
      activation: EncoderShape.Activation(rawValue: sizes["activation"]?.text ?? "") ?? .gelu,
      deviation: sizes["deviation"]?.number ?? 0.02,
      residual: sizes["residual"]?.text.flatMap(EncoderShape.Residual.init) ?? .plain)
  }

  /// The adapter that validated options describe; nil without one.
  static func adapter(_ options: Value?) -> Adapter? {
    guard let options, let rank = options["rank"]?.integer, rank > 0 else { return nil }
    let matrices = (options["matrices"]?.list ?? []).compactMap { name in
      name.text.flatMap { MatrixKind(rawValue: $0) }
    }
    return Adapter(
      rank: rank, scale: Float(options["scale"]?.number ?? 1), matrices: matrices,
      place: options["to"]?.text.flatMap(Adapter.Place.init) ?? .weight)
  }
}
