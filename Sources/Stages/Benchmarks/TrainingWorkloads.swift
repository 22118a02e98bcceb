internal import Options
internal import MatrixProduct
internal import Models
internal import Spec

extension TrainingWorkload {
  /// The workloads that are timed by default.
  ///
  /// They are MiniLM on full and on ragged batches, ALBERT-base, and BERT-base as matrix product
  /// operators.
  public static var standard: [TrainingWorkload] {
    [
      TrainingWorkload("minilm12", classifier(minilm), batch: 32, lengths: .all(128)),
      TrainingWorkload("minilm12-v", classifier(minilm), batch: 32, lengths: .sentences),
      TrainingWorkload(
        "albert12", classifier(albert, sharing: FullSharing()), batch: 16, lengths: .all(128)),
      TrainingWorkload(
        "mpo12", classifier(base, sharing: untied), batch: 16, lengths: .all(128)),
    ]
  }

  /// The workloads to be named: the dense encoder of `mpo12`'s size, and a deep one.
  public static var others: [TrainingWorkload] {
    [
      tied,
      TrainingWorkload(
        "mpo48", classifier(deep, sharing: CentralTensorSharing()), batch: 8, lengths: .all(128)),
    ]
  }

  /// The dense encoder of BERT-base's width whose layers are one.
  public static var tied: TrainingWorkload {
    TrainingWorkload(
      "base12-all", classifier(base, sharing: FullSharing()), batch: 16, lengths: .all(128))
  }

  /// A workload for tests, too small for its speed to mean anything.
  public static var tiny: TrainingWorkload {
    let encoder = EncoderShape(
      layers: 2, hidden: 16, heads: 2, intermediate: 32, embedding: 16, vocabulary: 40,
      positions: 8)
    return TrainingWorkload(
      "tiny", classifier(encoder, sharing: CentralTensorSharing()), batch: 2, lengths: .all(8))
  }

  public static func named(_ name: String) -> TrainingWorkload? {
    (standard + others + [tiny]).first { $0.name == name }
  }

  /// Makes a workload of MiniLM's width and any depth, with sequences of one length.
  ///
  /// - Parameter sharing: Name of a sharing strategy; its options are at their defaults.
  package static func minilm(
    layers: Int, sharing: String, batch: Int, length: Int
  ) -> TrainingWorkload {
    var encoder = minilm
    encoder.layers = layers
    let strategy = SharingCatalog.strategy(named: sharing) ?? NoSharing()
    return TrainingWorkload(
      "\(sharing) \(layers) × \(length)", classifier(encoder, sharing: strategy), batch: batch,
      lengths: .all(length))
  }

  // BERT's configuration in Transformers: 512 positions, 2 segments, exact GELU.
  static let base = EncoderShape(
    layers: 12, hidden: 768, heads: 12, intermediate: 3072, embedding: 768, vocabulary: 30522,
    positions: 512)
  private static let minilm = EncoderShape(
    layers: 12, hidden: 384, heads: 12, intermediate: 1536, embedding: 384, vocabulary: 30522,
    positions: 512)
  // ALBERT's: narrow embeddings, GELU by tanh.
  private static let albert = EncoderShape(
    layers: 12, hidden: 768, heads: 12, intermediate: 3072, embedding: 128, vocabulary: 30000,
    positions: 512, activation: .geluTanh)
  /// MPOBERT-48 (arXiv 2303.16753, table 1).
  private static let deep = EncoderShape(
    layers: 48, hidden: 1024, heads: 16, intermediate: 4096, embedding: 128, vocabulary: 30000,
    positions: 512, activation: .geluTanh)

  private static var untied: CentralTensorSharing {
    var sharing = CentralTensorSharing()
    sharing.ties = .none
    return sharing
  }

  /// Describes a classifier of two classes; where sharing factorises, it has full bonds.
  private static func classifier(
    _ encoder: EncoderShape, sharing: any SharingStrategy = NoSharing()
  ) -> ModelDescription {
    var description = ModelDescription(
      encoder: encoder, sharing: sharing, classes: ["0", "1"])
    guard sharing.isFactorised else { return description }
    description.factorise { rows, columns in
      let factors = FactorShape.balanced(rows: rows, columns: columns)
      return ModelDescription.Factorisation(factors: factors, bonds: factors.fullBonds)
    }
    return description
  }
}
