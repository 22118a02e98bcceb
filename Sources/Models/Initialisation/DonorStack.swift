package import MatrixProduct

/// A donor's matrices of one kind, one for each layer of the model, to which a strategy fits parts
/// that several layers share.
package struct DonorStack {
  package let matrix: MatrixKind
  package let rows, columns: Int
  /// The layers' matrices, each row-major [rows, columns]; several layers may have the same.
  package let layers: [[Float]]
  /// The factors and bonds under which the model holds the matrix; nil where it isn't factorised.
  package let factorisation: ModelDescription.Factorisation?
  /// The layers' chains as the donor was decomposed; empty where the matrix wasn't.
  package let chains: [MatrixProductOperator]
  /// The layers' XᵀX, each row-major [columns, columns], where the rows of X are what entered the
  /// layer's matrix in the donor; nil without calibration.
  package let inputMoments: [[Double]]?
  /// Seed of all random draws.
  package let seed: UInt64
  /// Returns the values that a parameter has before the fit, drawn afresh; nil where the model
  /// lacks it.
  package let fresh: (ParameterSlot) -> [Float]?

  package init(
    matrix: MatrixKind, rows: Int, columns: Int, layers: [[Float]],
    factorisation: ModelDescription.Factorisation? = nil, chains: [MatrixProductOperator] = [],
    inputMoments: [[Double]]? = nil, seed: UInt64 = 0,
    fresh: @escaping (ParameterSlot) -> [Float]? = { _ in nil }
  ) {
    self.matrix = matrix
    (self.rows, self.columns) = (rows, columns)
    (self.layers, self.chains) = (layers, chains)
    (self.factorisation, self.inputMoments) = (factorisation, inputMoments)
    (self.seed, self.fresh) = (seed, fresh)
  }

  /// Returns the slot of a part of the matrix.
  package func slot(_ part: ParameterSlot.Part, layer: Int) -> ParameterSlot {
    ParameterSlot(layer: layer, site: .matrix(matrix), part: part)
  }
}

extension ParameterBank {
  /// Gives the parts that the strategy fits to all layers of the donor their values.
  func fitParts(
    _ description: ModelDescription, to matrices: DonorMatrices, _ sources: DonorSources,
    seed: UInt64
  ) {
    guard description.sharing.fitsLayers else { return }
    let slots = SlotTable(description)
    // A part is there once or for each expert, or both, where some layers alone have experts; the
    // model lacks the others.
    let forms: [Int?] = [nil] + (0..<(description.experts?.count ?? 0)).map { Int?($0) }
    for matrix in MatrixKind.allCases {
      let size = description.encoder.size(of: matrix)
      let layers = (0..<description.encoder.layers).map(sources.source(ofLayer:))
      let stack = DonorStack(
        matrix: matrix, rows: size.rows, columns: size.columns,
        layers: layers.map { matrices.dense(matrix, layer: $0) },
        factorisation: description.factorisation(of: matrix),
        chains: layers.compactMap { matrices.tensors(matrix, layer: $0) },
        inputMoments: matrices.inputMoments?.layers(of: matrix).map { sums in
          layers.map { sums[$0] }
        },
        seed: seed,
        fresh: { slot in
          forms.lazy.compactMap { self[slots.name(of: slot.ofExpert($0))] }.first
        })
      for (slot, values) in description.sharing.fitted(to: stack) {
        for expert in forms { self[slots.name(of: slot.ofExpert(expert))] = values }
      }
    }
  }
}
