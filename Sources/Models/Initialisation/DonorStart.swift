internal import MatrixProduct

extension ParameterBank {
  /// Fills every parameter from a donor of any sharing and depth, and afresh what the donor lacks.
  ///
  /// Layer l of L takes the donor's layer ⌊l·D/L⌋ of D: the same layers at equal depth, evenly
  /// spaced ones for a shallower model, each several times in a row for a deeper one. What a shared
  /// parameter takes, and whether adapters start at zero (up = 0) or as the donor's residual, is
  /// the strategy's ``SharedStart``; `deeper` has its own rule for layers beyond the donor's. With
  /// full bonds and equal depth the model computes what the donor does wherever the strategy can.
  ///
  /// - Precondition: `description` has this bank's layout and, if its strategy is factorised, the
  ///   donor was decomposed.
  package func start(
    _ description: ModelDescription, from matrices: DonorMatrices, deeper: DeeperLayers? = nil,
    seed: UInt64
  ) {
    let donor = matrices.donor
    for parameter in layout.parameters {
      if parameter.owner == nil, let values = matrices.valuesOutsideLayers(parameter.name),
        values.count == parameter.count
      {
        self[parameter.name] = values
      } else {
        startFresh(parameter, seed: seed, description.encoder)
      }
    }
    let sources = DonorSources(
      description, donor: donor.description, repeats: deeper != nil)
    for parameter in sources.parameters {
      let values = parameter.donorLayers.compactMap {
        donorValues(of: parameter.slot, inDonorLayer: $0, matrices, description)
      }
      guard !values.isEmpty, values.count == parameter.donorLayers.count,
        values[0].count == layout[parameter.name]?.count
      else { continue }
      self[parameter.name] = mean(values)
    }
    fitParts(description, to: matrices, sources, seed: seed)
    if description.sharing.start.adapters == .residual {
      fitAdapters(description, from: matrices, sources)
    }
    if let deeper { startDeeper(description, from: matrices, deeper, sources, seed: seed) }
  }

  private func mean(_ values: [[Float]]) -> [Float] {
    guard values.count > 1 else { return values[0] }
    return values[0].indices.map { index in
      Float(values.reduce(0.0) { $0 + Double($1[index]) } / Double(values.count))
    }
  }

  private func donorValues(
    of slot: ParameterSlot, inDonorLayer layer: Int, _ matrices: DonorMatrices,
    _ description: ModelDescription
  ) -> [Float]? {
    let donorSlot = slot.inLayer(layer)
    switch slot.site {
    case .norm:
      // A model with output scales takes over the donor's beside the norms.
      let hasScales = description.sharing.loop?.hasOutputScales == true
      return hasScales ? matrices.values(of: donorSlot) : matrices.effectiveValues(of: donorSlot)
    case .bottleneck, .layerOutput: return matrices.values(of: donorSlot)
    case .injection: return matrices.values(of: slot)
    case .adapter, .router: return nil
    case .matrix(let matrix):
      if slot.part == .dense { return matrices.dense(matrix, layer: layer) }
      if slot.part == .bias { return matrices.values(of: donorSlot) }
      return matrices.tensor(slot.part, of: matrix, layer: layer)
    }
  }
}
