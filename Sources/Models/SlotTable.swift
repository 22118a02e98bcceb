/// The slots of a model's layers, with their shapes and the names of their owners.
struct SlotTable {
  private let description: ModelDescription
  private let strategy: any SharingStrategy
  private let plan: SharingPlan
  private let names: ParameterNames
  /// The owners of experts' slots; nil where no terms are routed.
  private var expertOwners: ExpertOwners?

  init(_ description: ModelDescription) {
    self.description = description
    strategy = description.sharing
    plan = description.sharingPlan
    names = ParameterNames(description)
    if let terms = description.routedTerms {
      expertOwners = ExpertOwners(terms, self, layers: description.encoder.layers)
    }
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
    return slots + loopSlots(ofLayer: layer) + routerSlots(ofLayer: layer)
  }

  /// Returns the checkpoint name of the parameter that fills `slot`.
  func name(of slot: ParameterSlot) -> String {
    names.name(of: owner(of: slot), group: plan.groupName(of: slot))
  }

  /// Returns the slot that owns the parameter of `slot`.
  func owner(of slot: ParameterSlot) -> ParameterSlot {
    expertOwners?.owner(of: slot) ?? plan.owner(of: slot)
  }

  /// Returns the experts that have a layer's matrix each in a form of its own, from 0; nil alone
  /// where the matrix is there once.
  func experts(of matrix: MatrixKind, layer: Int) -> [Int?] {
    guard MatrixKind.feedForward.contains(matrix),
      let experts = description.experts(ofLayer: layer)
    else { return [nil] }
    return (0..<experts.count).map { Optional($0) }
  }

  /// Returns the recipe of a layer's matrix, made of the owners' parameters: equal for layers that
  /// share all of them.
  ///
  /// - Parameter expert: The expert whose matrix it is; nil for the only matrix, or the first
  ///   expert's.
  func recipe(of matrix: MatrixKind, layer: Int, expert: Int? = nil) -> Recipe {
    let expert = expert ?? experts(of: matrix, layer: layer)[0]
    return ownRecipe(of: matrix, layer: layer, expert: expert).replacingSlots(owner(of:))
  }

  /// Returns the slots of a matrix's local tensors, from left to right; none where it isn't
  /// factorised.
  ///
  /// - Parameter expert: The expert whose matrix it is; nil for the only one.
  func localTensors(of matrix: MatrixKind, layer: Int, expert: Int?) -> [ParameterSlot] {
    ownRecipe(of: matrix, layer: layer, expert: expert).parameters.map(\.slot)
      .filter(\.part.isLocalTensor)
  }

  private func ownRecipe(of matrix: MatrixKind, layer: Int, expert: Int?) -> Recipe {
    strategy.recipe(
      of: MatrixPosition(matrix, layer: layer, expert: expert, in: description))
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

  /// Returns the slot of the scores of a layer's experts; none where it has no experts.
  private func routerSlots(ofLayer layer: Int) -> [(slot: ParameterSlot, shape: [Int])] {
    guard let experts = description.experts(ofLayer: layer) else { return [] }
    return [
      (
        slot: ParameterSlot(layer: layer, site: .router, part: .router),
        shape: [experts.count, description.encoder.hidden]
      )
    ]
  }

  /// Returns the slots of a matrix: those of its recipe or, where experts have one each, of all
  /// recipes, what these share once; adapters last, its bias, and routed terms.
  private func slots(of matrix: MatrixKind, layer: Int) -> [(ParameterSlot, [Int])] {
    var seen: Set<ParameterSlot> = []
    let parameters = experts(of: matrix, layer: layer).flatMap { expert in
      ownRecipe(of: matrix, layer: layer, expert: expert).parameters
    }.filter { seen.insert($0.slot).inserted }
    let bias = ParameterSlot(layer: layer, site: .matrix(matrix), part: .bias)
    let size = description.encoder.size(of: matrix)
    let terms = description.routedTerms?.parts(rows: size.rows, columns: size.columns) ?? []
    return parameters.filter { !$0.slot.isOfAdapter } + parameters.filter(\.slot.isOfAdapter)
      + [(bias, [size.rows])]
      + terms.map {
        (ParameterSlot(layer: layer, site: .matrix(matrix), part: $0.part), $0.shape)
      }
  }
}
