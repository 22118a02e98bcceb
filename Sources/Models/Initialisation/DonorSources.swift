/// The donor's layers that each parameter of a model's layers takes its values from.
struct DonorSources {
  /// A parameter of the layers with its sources; shared ones are there once.
  struct LayerParameter {
    let name: String
    let slot: ParameterSlot
    /// Layers of the donor; the parameter takes the mean of several, and keeps its fresh values
    /// where there are none.
    let donorLayers: [Int]
  }

  private(set) var parameters: [LayerParameter] = []
  private let layers: Int
  private let donorLayers: Int
  private let repeats: Bool
  /// The donor's layer of each layer, where the strategy finds it by a rule of its own.
  private let matched: [Int]?

  /// Chooses the sources of every parameter.
  ///
  /// - Parameter repeats: Whether layers beyond the donor's begin again with its first; otherwise
  ///   the donor's are spread evenly.
  init(_ description: ModelDescription, donor: ModelDescription, repeats: Bool = false) {
    (layers, donorLayers) = (description.encoder.layers, donor.encoder.layers)
    self.repeats = repeats
    matched = description.sharing.sources(layers: description.encoder.layers, in: donor)
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
    // The first layers with a part each of their own, whether once or for each expert.
    var blocks: [ParameterSlot: [Int]] = [:]
    for (_, slot) in owned {
      let first = slots.owner(of: slot).layer
      let kind = slot.inLayer(0).ofExpert(nil)
      if blocks[kind]?.contains(first) != true { blocks[kind, default: []].append(first) }
    }
    for (name, slot) in owned {
      let alike = blocks[slot.inLayer(0).ofExpert(nil)] ?? []
      let block = alike.firstIndex(of: slots.owner(of: slot).layer) ?? 0
      let users = served[name] ?? []
      let chosen =
        matched.map { match(of: slot, serving: users, $0) }
        ?? sources(start.weights, serving: users, block: block, of: max(1, alike.count))
      parameters.append(LayerParameter(name: name, slot: slot, donorLayers: chosen))
    }
  }

  /// Returns the donor's layer that a layer corresponds to.
  func source(ofLayer layer: Int) -> Int {
    matched?[layer] ?? (repeats ? layer % donorLayers : layer * donorLayers / layers)
  }

  /// Returns the source of a parameter whose layers are matched; none for an adapter of a layer
  /// that corresponds to the same one as an earlier layer.
  private func match(
    of slot: ParameterSlot, serving served: [Int], _ matched: [Int]
  ) -> [Int] {
    let source = matched[served[0]]
    let isRepeated = matched[..<served[0]].contains(source)
    return slot.isOfAdapter && isRepeated ? [] : [source]
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
