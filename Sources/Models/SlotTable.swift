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

  var hasDiagonal: Bool { strategy.hasDiagonal }
  var bottleneck: Bottleneck? { strategy.bottleneck }

  /// Returns every slot of a layer, in the order of the checkpoint, with its shape.
  func slots(ofLayer layer: Int) -> [(slot: ParameterSlot, shape: [Int])] {
    MatrixKind.allCases.flatMap { slots(of: $0, layer: layer) }
      + NormKind.allCases.flatMap { norm in
        [ParameterSlot.Part.scale, .bias].map {
          (ParameterSlot(layer: layer, site: .norm(norm), part: $0), [description.encoder.hidden])
        }
      }
      + BottleneckPosition.allCases.flatMap { bottleneckSlots(of: $0, layer: layer) }
  }

  /// Returns the checkpoint name of the parameter that fills `slot`.
  func name(of slot: ParameterSlot) -> String {
    names.name(of: owner(of: slot), group: plan.groupName(of: slot))
  }

  /// Returns the slot that owns the parameter of `slot`.
  func owner(of slot: ParameterSlot) -> ParameterSlot { plan.owner(of: slot) }

  /// Returns the parts that make up a matrix, without its bias and adapter, with their shapes: one
  /// part if it is dense, else its local tensors.
  func weightParts(of matrix: MatrixKind) -> [(part: ParameterSlot.Part, shape: [Int])] {
    guard let factorisation = description.factorisation(of: matrix) else {
      let size = description.encoder.size(of: matrix)
      return [(.dense, [size.rows, size.columns])]
    }
    return factorisation.rows.indices.map { index in
      (
        index == factorisation.rows.count / 2 ? .central : .auxiliary(index + 1),
        factorisation.shape(ofTensor: index)
      )
    }
  }

  /// Returns the size of the central tensor seen as a matrix, its left bond and row factor by its
  /// column factor and right bond.
  private func centralSize(of matrix: MatrixKind) -> (rows: Int, columns: Int) {
    guard let factorisation = description.factorisation(of: matrix) else {
      return description.encoder.size(of: matrix)
    }
    let shape = factorisation.shape(ofTensor: factorisation.rows.count / 2)
    return (shape[0] * shape[1], shape[2] * shape[3])
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
      (.adapterDown, [inner, hidden]), (.downBias, [inner]), (.adapterUp, [hidden, inner]),
      (.bias, [hidden]),
    ]
    if bottleneck.hasNorm { parts += [(.scale, [hidden]), (.shift, [hidden])] }
    return parts.map {
      (ParameterSlot(layer: layer, site: .bottleneck(position), part: $0.0), $0.1)
    }
  }

  private func slots(of matrix: MatrixKind, layer: Int) -> [(ParameterSlot, [Int])] {
    let size = description.encoder.size(of: matrix)
    var parts = weightParts(of: matrix)
    if let adapter = description.adapter, adapter.matrices.contains(matrix) {
      let target = adapter.target == .central ? centralSize(of: matrix) : size
      parts.append((.adapterUp, [target.rows, adapter.rank]))
      parts.append((.adapterDown, [adapter.rank, target.columns]))
    }
    if strategy.hasDiagonal { parts.append((.diagonal, [min(size.rows, size.columns)])) }
    parts.append((.bias, [size.rows]))
    return parts.map {
      (ParameterSlot(layer: layer, site: .matrix(matrix), part: $0.part), $0.shape)
    }
  }
}
