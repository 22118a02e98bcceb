import Options
import MatrixProduct
import Models
import Spec
import TestSupport

extension ReferenceCase {
  /// The encoder whose central tensors four layers share, with adapters of rank 2 on all matrices.
  static func matrixProduct() throws -> ReferenceCase {
    let shape = EncoderShape(
      layers: 4, hidden: 48, heads: 4, intermediate: 96, embedding: 16, vocabulary: 211,
      positions: 64)
    let factors = [48: [2, 2, 3, 2, 2], 96: [2, 2, 4, 3, 2]]
    var factorisations: [String: ModelDescription.Factorisation] = [:]
    for matrix in MatrixKind.allCases {
      let size = shape.size(of: matrix)
      let shape = FactorShape(rows: factors[size.rows] ?? [], columns: factors[size.columns] ?? [])
      factorisations[matrix.rawValue] = .init(factors: shape, bonds: shape.fullBonds)
    }
    let description = ModelDescription(
      encoder: shape,
      sharing: CentralTensorSharing(),
      factorisations: factorisations, adapter: LoRA(rank: 2, matrices: MatrixKind.allCases),
      classes: ["0", "1", "2"])
    return try ReferenceCase(
      description, "mpo-classify",
      values: SafetensorsReader(path: fixturePath("mpo-classify/expected.safetensors")),
      valuePrefix: "param.", rename: fixtureName)
  }

  private static func fixtureName(_ name: String) -> String {
    let embeddings = [
      "embeddings.word": "embeddings.word_embeddings.weight",
      "embeddings.position": "embeddings.position_embeddings.weight",
      "embeddings.type": "embeddings.token_type_embeddings.weight",
      "embeddings.norm.weight": "embeddings.LayerNorm.weight",
      "embeddings.norm.bias": "embeddings.LayerNorm.bias",
      "embeddings.projection.weight": "encoder.embedding_hidden_mapping_in.weight",
      "embeddings.projection.bias": "encoder.embedding_hidden_mapping_in.bias",
    ]
    return embeddings[name] ?? name
  }
}
