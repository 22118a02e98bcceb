/// The slots of a model's layers, with their shapes and the names of their owners.
struct SlotTable {
  private let description: ModelDescription
  private let strategy: any SharingStrategy
  private let plan: SharingPlan
  private let names: ParameterNames

  init(_ description: ModelDescription) {
    self.description = description
    strategy = description.sharing
    plan = description.sharingPlan
    names = ParameterNames(description)
  }

  var bottleneck: Bottleneck? { strategy.bottleneck }

  /// Whether what a layer puts out is multiplied by a vector of its own.
  var hasOutputScales: Bool { strategy.loop?.hasOutputScales == true }

  /// Returns every slot of a layer, in the order of the checkpoint, with its shape.
  func slots(ofLayer layer: Int) -> [(slot: ParameterSlot, shape: [Int])] {
    let slots: [(slot: ParameterSlot, shape: [Int])] =
      MatrixKind.allCases.flatMap { self.slots(of: $0, layer: layer) }
      + NormKind.allCases.flatMap { norm in
        [ParameterSlot.Part.scale, .bias].map {
          (ParameterSlot(layer: layer, site: .norm(norm), part: $0), [description.encoder.hidden])
        }
      }
      + BottleneckPosition.allCases.flatMap { bottleneckSlots(of: $0, layer: layer) }
    return slots + loopSlots(ofLayer: layer)
  }

  /// Returns the checkpoint name of the parameter that fills `slot`.
  func name(of slot: ParameterSlot) -> String {
    names.name(of: owner(of: slot), group: plan.groupName(of: slot))
  }

  /// Returns the slot that owns the parameter of `slot`.
  func owner(of slot: ParameterSlot) -> ParameterSlot { plan.owner(of: slot) }

  /// Returns the recipe of a layer's matrix, made of the owners' parameters: equal for layers that
  /// share all of them.
  func recipe(of matrix: MatrixKind, layer: Int) -> Recipe {
    ownRecipe(of: matrix, layer: layer).replacingSlots(owner(of:))
  }

  /// Returns the slots of a matrix's local tensors, from left to right; none where it isn't
  /// factorised.
  func localTensors(of matrix: MatrixKind, layer: Int) -> [ParameterSlot] {
    ownRecipe(of: matrix, layer: layer).parameters.map(\.slot).filter(\.part.isLocalTensor)
  }

  private func ownRecipe(of matrix: MatrixKind, layer: Int) -> Recipe {
    strategy.recipe(of: MatrixPosition(matrix, layer: layer, in: description))
  }

  /// Returns the slots of a bottleneck with their shapes: down, up, their biases and, where it has
  /// one, the norm; none where there is no bottleneck.
  private func bottleneckSlots(
    of position: BottleneckPosition, layer: Int
  ) -> [(ParameterSlot, [Int])] {
    guard let bottleneck = strategy.bottleneck else { return [] }
    let hidden = description.encoder.hidden
    let inner = bottleneck.width(hidden: hidden)
    var parts: [(ParameterSlot.Part, [Int])] = [
      (.down, [inner, hidden]), (.downBias, [inner]), (.up, [hidden, inner]), (.upBias, [hidden]),
    ]
    if bottleneck.hasNorm { parts += [(.adapterScale, [hidden]), (.adapterShift, [hidden])] }
    return parts.map {
      (ParameterSlot(layer: layer, site: .bottleneck(position), part: $0.0), $0.1)
    }
  }

  /// Returns the slots of what relaxes a loop with their shapes: the scale of what the layer puts
  /// out and, as layer 0's, the injection; none where there are no such.
  private func loopSlots(ofLayer layer: Int) -> [(slot: ParameterSlot, shape: [Int])] {
    guard let loop = strategy.loop else { return [] }
    let hidden = description.encoder.hidden
    var slots: [(slot: ParameterSlot, shape: [Int])] = []
    func add(_ site: ParameterSlot.Site, _ part: ParameterSlot.Part, _ shape: [Int]) {
      slots.append((slot: ParameterSlot(layer: layer, site: site, part: part), shape: shape))
    }
    if loop.hasOutputScales { add(.layerOutput, .outputScale, [hidden]) }
    if layer == 0, loop.injects(layers: description.encoder.layers) {
      add(.injection, .injection, [hidden, 2 * hidden])
      add(.injection, .injectionBias, [hidden])
    }
    return slots
  }

  /// Returns the slots of a matrix: those of its recipe, adapters last, and its bias.
  private func slots(of matrix: MatrixKind, layer: Int) -> [(ParameterSlot, [Int])] {
    let parameters = ownRecipe(of: matrix, layer: layer).parameters
    let bias = ParameterSlot(layer: layer, site: .matrix(matrix), part: .bias)
    return parameters.filter { !$0.slot.isOfAdapter } + parameters.filter(\.slot.isOfAdapter)
      + [(bias, [description.encoder.size(of: matrix).rows])]
  }
}
