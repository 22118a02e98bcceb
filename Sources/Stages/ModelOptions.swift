internal import Models
internal import Pipeline
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
      deviation: sizes["deviation"]?.number ?? 0.02)
  }

  /// The adapter that validated options describe; nil without one.
  static func adapter(_ options: Value?) -> Adapter? {
    guard let options, let rank = options["rank"]?.integer, rank > 0 else { return nil }
    let matrices = (options["matrices"]?.list ?? []).compactMap { name in
      name.text.flatMap { MatrixKind(rawValue: $0) }
    }
    return Adapter(rank: rank, scale: Float(options["scale"]?.number ?? 1), matrices: matrices)
  }
}
