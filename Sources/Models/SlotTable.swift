/// The places of a model's layers, with their shapes and the names of their owners.
struct SlotTable {
  private let description: ModelDescription
  private let strategy: any SharingStrategy
  private let names: ParameterNames

  init(_ description: ModelDescription) {
    self.description = description
    strategy = description.strategy
    names = ParameterNames(description)
  }

  /// Every place of a layer, in the order of the checkpoint, each with its shape.
  func slots(ofLayer layer: Int) -> [(slot: ParameterSlot, shape: [Int])] {
    MatrixKind.allCases.flatMap { slots(of: $0, layer: layer) }
      + NormKind.allCases.flatMap { norm in
        [ParameterSlot.Part.scale, .bias].map {
          (ParameterSlot(layer: layer, site: .norm(norm), part: $0), [description.encoder.hidden])
        }
      }
  }

  /// The checkpoint name of the parameter that serves `slot`.
  func name(of slot: ParameterSlot) -> String {
    names.name(of: owner(of: slot), isShared: strategy.shares(slot))
  }

  /// The place whose storage serves `slot`.
  func owner(of slot: ParameterSlot) -> ParameterSlot { strategy.owner(of: slot) }

  /// The parts that make up a matrix, without its bias and adapter: one if it is dense.
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

  private func slots(of matrix: MatrixKind, layer: Int) -> [(ParameterSlot, [Int])] {
    let size = description.encoder.size(of: matrix)
    var parts = weightParts(of: matrix)
    if let adapter = description.adapter, adapter.matrices.contains(matrix) {
      parts.append((.adapterUp, [size.rows, adapter.rank]))
      parts.append((.adapterDown, [adapter.rank, size.columns]))
    }
    parts.append((.bias, [size.rows]))
    return parts.map {
      (ParameterSlot(layer: layer, site: .matrix(matrix), part: $0.part), $0.shape)
    }
  }
}
