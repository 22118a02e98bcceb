extension ParameterBank {
  /// Starts every adapter as the best approximation of the donor's matrix minus the model's.
  ///
  /// Where there is no residual the adapter keeps its usual start.
  func fitAdapters(
    _ description: ModelDescription, from matrices: DonorMatrices, _ sources: DonorSources
  ) {
    guard let adapter = description.adapter else { return }
    let slots = SlotTable(description)
    for layer in 0..<description.encoder.layers {
      for matrix in adapter.matrices {
        // Experts start alike, and so do their adapters.
        let experts = slots.experts(of: matrix, layer: layer)
        func name(_ part: ParameterSlot.Part, _ expert: Int?) -> String {
          slots.name(
            of: ParameterSlot(layer: layer, site: .matrix(matrix), part: part, expert: expert))
        }
        let wanted = matrices.dense(matrix, layer: sources.source(ofLayer: layer))
        let shared = self[name(.dense, experts[0])] ?? wanted
        let residual = zip(wanted, shared).map { Double($0) - Double($1) }
        guard residual.contains(where: { $0 != 0 }) else { continue }
        let size = description.encoder.size(of: matrix)
        for (part, values) in adapter.fitted(
          to: residual, rows: size.rows, columns: size.columns)
        {
          for expert in experts { self[name(part, expert)] = values }
        }
      }
    }
  }
}
