internal import MatrixProduct

extension ParameterBank {
  /// Fills every parameter from a donor of any sharing and depth, and afresh what the donor lacks.
  ///
  /// Layer l of L takes the donor's layer ⌊l·D/L⌋ of D: the same layers at equal depth, evenly
  /// spaced ones for a shallower model, each repeated in place for a deeper one. A shared place
  /// takes the values of the first layer that it serves. Adapters start at zero (up = 0), so with
  /// full bonds and equal depth the model computes what the donor does wherever the strategy can.
  ///
  /// - Precondition: `description` has this bank's layout and, if its strategy is factorised, the
  ///   donor was decomposed.
  package func start(_ description: ModelDescription, from matrices: DonorMatrices, seed: UInt64) {
    let donor = matrices.donor
    for parameter in layout.parameters {
      if let values = donor.bank[parameter.name], values.count == parameter.count {
        self[parameter.name] = values
      } else {
        startFresh(parameter, seed: seed, deviation: description.encoder.deviation)
      }
    }
    let slots = SlotTable(description)
    var filled: Set<String> = []
    for layer in 0..<description.encoder.layers {
      let source = layer * donor.description.encoder.layers / description.encoder.layers
      for (slot, _) in slots.slots(ofLayer: layer) {
        let name = slots.name(of: slot)
        guard filled.insert(name).inserted,
          let values = donorValues(of: slot, inDonorLayer: source, matrices)
        else { continue }
        self[name] = values
      }
    }
  }

  private func donorValues(
    of slot: ParameterSlot, inDonorLayer layer: Int, _ matrices: DonorMatrices
  ) -> [Float]? {
    guard case .matrix(let matrix) = slot.site else {
      return matrices.donor.bank[matrices.name(of: slot.inLayer(layer))]
    }
    switch slot.part {
    case .dense: return matrices.dense(matrix, layer: layer)
    case .central:
      return matrices.tensors(matrix, layer: layer).map { $0.tensors[$0.tensors.count / 2] }
    case .auxiliary(let number): return matrices.tensors(matrix, layer: layer)?.tensors[number - 1]
    case .bias: return matrices.donor.bank[matrices.name(of: slot.inLayer(layer))]
    case .adapterUp, .adapterDown, .scale: return nil
    }
  }
}
