internal import Tensors

extension ParameterBank {
  /// Starts every adapter as the best approximation, of its rank, of the donor's matrix minus the
  /// model's.
  ///
  /// Relaxed Recursive Transformers (arXiv 2410.20672, section 2.3): up = U_r Σ_r / scale and
  /// down = V_rᵀ of the residual's singular value decomposition. Where there is no residual the
  /// adapter keeps its usual start.
  func fitAdapters(
    _ description: ModelDescription, from matrices: DonorMatrices, _ sources: DonorSources
  ) {
    guard let adapter = description.adapter, adapter.scale != 0 else { return }
    let slots = SlotTable(description)
    for layer in 0..<description.encoder.layers {
      for matrix in adapter.matrices {
        func name(_ part: ParameterSlot.Part) -> String {
          slots.name(of: ParameterSlot(layer: layer, site: .matrix(matrix), part: part))
        }
        let wanted = matrices.dense(matrix, layer: sources.source(ofLayer: layer))
        let shared = self[name(.dense)] ?? wanted
        let residual = zip(wanted, shared).map { Double($0) - Double($1) }
        guard residual.contains(where: { $0 != 0 }) else { continue }
        let size = description.encoder.size(of: matrix)
        let fitted = lowRank(residual, rows: size.rows, columns: size.columns, adapter)
        (self[name(.adapterUp)], self[name(.adapterDown)]) = (fitted.up, fitted.down)
      }
    }
  }

  /// Factorises a matrix [rows, columns] to the adapter's rank; a rank above the matrix's own
  /// leaves zeros.
  private func lowRank(
    _ matrix: [Double], rows: Int, columns: Int, _ adapter: Adapter
  ) -> (up: [Float], down: [Float]) {
    let parts = singularValues(of: matrix, rows: rows, columns: columns)
    let count = parts.values.count
    let kept = min(adapter.rank, count)
    var up = [Float](repeating: 0, count: rows * adapter.rank)
    var down = [Float](repeating: 0, count: adapter.rank * columns)
    for index in 0..<kept {
      for row in 0..<rows {
        up[row * adapter.rank + index] = Float(
          parts.left[row * count + index] * parts.values[index] / Double(adapter.scale))
      }
      for column in 0..<columns {
        down[index * columns + column] = Float(parts.right[index * columns + column])
      }
    }
    return (up, down)
  }
}
