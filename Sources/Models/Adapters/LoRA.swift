package import Options
internal import Tensors

/// A low-rank term: scale · up · down, up [rows, rank], down [rank, columns].
///
/// The form of LoRA (arXiv 2106.09685), added as in MPOBERT (arXiv 2303.16753, Algorithm 2 line
/// 10). It starts at zero, as up is zero.
package struct LoRA: Adapter {
  package static let name = "lora"
  package static let about = "a low-rank term: scale · up · down (LoRA)"

  package var rank = 8
  package var scale: Float = 1
  package var matrices = MatrixKind.attention
  package var target = AdapterTarget.weight

  package static let options: [OptionProperty<LoRA>] = [
    .option("rank", \.rank, .integer(0...4096), "rank of up · down; 0 for no adapter").settingSize,
    .option("scale", \.scale, .number(0...1e6), "factor that up · down is multiplied by"),
    .option(
      "matrices", \.matrices, .list(.choice),
      "matrices that have one: MPOBERT's four, or all six as in Relaxed Recursive Transformers"),
    .option(
      "to", \.target, .choice,
      "what up · down is added to: the whole matrix, as in MPOBERT, or its central tensor"),
  ]

  package init() {}

  package func term(of position: MatrixPosition, rows: Int, columns: Int) -> Recipe {
    let product = Recipe.product(
      position.parameter(.adapterUp, [rows, rank]),
      position.parameter(.adapterDown, [rank, columns]))
    return scale == 1 ? product : .scaled(product, by: scale)
  }

  package static let fitsResiduals = true

  /// Factorises a matrix to the adapter's rank.
  ///
  /// up = U_r Σ_r / scale and down = V_rᵀ of its singular value decomposition (Relaxed Recursive
  /// Transformers, arXiv 2410.20672, section 2.3). A rank above the matrix's own leaves zeros; a
  /// scale of 0 fits nothing.
  package func fitted(
    to residual: [Double], rows: Int, columns: Int
  ) -> [ParameterSlot.Part: [Float]] {
    guard scale != 0 else { return [:] }
    let parts = singularValues(of: residual, rows: rows, columns: columns)
    let count = parts.values.count
    var up = [Float](repeating: 0, count: rows * rank)
    var down = [Float](repeating: 0, count: rank * columns)
    for index in 0..<min(rank, count) {
      for row in 0..<rows {
        up[row * rank + index] = Float(
          parts.left[row * count + index] * parts.values[index] / Double(scale))
      }
      for column in 0..<columns {
        down[index * columns + column] = Float(parts.right[index * columns + column])
      }
    }
    return [.adapterUp: up, .adapterDown: down]
  }
}

extension ParameterSlot.Part {
  package static let adapterUp = Self("adapter.up", .adapters, .zeros)
  package static let adapterDown = Self("adapter.down", .adapters, .normal)
}
