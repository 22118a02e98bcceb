/// The donor's layers that each parameter of a model's layers takes its values from.
struct DonorSources {
  /// A parameter of the layers with its sources; shared ones are there once.
  struct LayerParameter {
    let name: String
    let slot: ParameterSlot
    /// Layers of the donor; the parameter takes the mean of several.
    let donorLayers: [Int]
  }

  private(set) var parameters: [LayerParameter] = []
  private let layers: Int
  private let donorLayers: Int
  private let repeats: Bool

  /// Chooses the sources of every parameter.
  ///
  /// - Parameter repeats: Whether layers beyond the donor's begin again with its first; otherwise
  ///   the donor's are spread evenly.
  init(_ description: ModelDescription, donorLayers: Int, repeats: Bool = false) {
    (layers, self.donorLayers) = (description.encoder.layers, donorLayers)
    self.repeats = repeats
    let slots = SlotTable(description)
    var served: [String: [Int]] = [:]
    var owned: [(name: String, slot: ParameterSlot)] = []
    for layer in 0..<layers {
      for (slot, _) in slots.slots(ofLayer: layer) {
        let name = slots.name(of: slot)
        if served[name] == nil { owned.append((name, slot)) }
        served[name, default: []].append(layer)
      }
    }
    let start = description.sharing.start
    var unique: [ParameterSlot: Int] = [:]
    for (_, slot) in owned { unique[slot.inLayer(0), default: 0] += 1 }
    var number: [ParameterSlot: Int] = [:]
    for (name, slot) in owned {
      let kind = slot.inLayer(0)
      let block = number[kind, default: 0]
      number[kind] = block + 1
      let sources = sources(
        start.weights, serving: served[name] ?? [], block: block, of: unique[kind] ?? 1)
      parameters.append(LayerParameter(name: name, slot: slot, donorLayers: sources))
    }
  }

  /// Returns the donor's layer that a layer corresponds to.
  func source(ofLayer layer: Int) -> Int {
    repeats ? layer % donorLayers : layer * donorLayers / layers
  }

  private func sources(
    _ rule: SharedStart.Weights, serving served: [Int], block: Int, of count: Int
  ) -> [Int] {
    switch rule {
    case .first: return [source(ofLayer: served[0])]
    case .average:
      let each = served.map(source(ofLayer:))
      return Set(each).count == 1 ? [each[0]] : each
    case .lower: return [min(block, donorLayers - 1)]
    case .stepwise:
      return [count == 1 ? 0 : (block * (donorLayers - 1) + (count - 1) / 2) / (count - 1)]
    }
  }
}
