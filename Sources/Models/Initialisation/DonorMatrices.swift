package import MatrixProduct
internal import Tensors

/// The weight matrices of a donor, whole and, where it was decomposed, as local tensors.
package struct DonorMatrices {
  package let donor: StoredModel
  /// The second moments of what enters its matrices; nil without calibration.
  let inputMoments: InputMoments?
  private let operators: [String: MatrixProductOperator]
  private let slots: SlotTable

  /// Takes a donor and its decomposition.
  ///
  /// - Parameters:
  ///   - operators: Chains by the parameter names of the donor's dense matrices; empty for a donor
  ///     that was not decomposed.
  ///   - inputMoments: The second moments of what enters the donor's matrices; nil without
  ///     calibration.
  package init(
    _ donor: StoredModel, operators: [String: MatrixProductOperator] = [:],
    inputMoments: InputMoments? = nil
  ) {
    (self.donor, self.operators) = (donor, operators)
    self.inputMoments = inputMoments
    slots = SlotTable(donor.description)
  }

  /// Returns the donor's values of a slot; nil where it has no such slot.
  func values(of slot: ParameterSlot) -> [Float]? { donor.bank[slots.name(of: slot)] }

  /// Returns the donor's values of a slot as it computes with them: those of an output norm times
  /// the layer's output scale; nil where it has no such slot.
  func effectiveValues(of slot: ParameterSlot) -> [Float]? {
    let scale = ParameterSlot(layer: slot.layer, site: .layerOutput, part: .outputScale)
    guard let values = self.values(of: slot), slot.site == .norm(.output),
      let factors = self.values(of: scale)
    else { return self.values(of: slot) }
    return zip(values, factors).map { $0 * $1 }
  }

  /// Returns the donor's values of a parameter outside its layers; for decomposed word embeddings,
  /// what the decomposition kept of them.
  func valuesOutsideLayers(_ name: String) -> [Float]? {
    let names = ParameterNames(donor.description)
    guard let chain = operators[names.wordEmbeddings] else {
      return name == names.wordEmbeddings ? wordEmbeddings() : donor.bank[name]
    }
    if name == names.wordEmbeddings {
      let encoder = donor.description.encoder
      return Array(chain.contracted()[..<(encoder.vocabulary * encoder.embedding)])
    }
    let index = names.wordEmbeddingTensors(count: chain.tensors.count).firstIndex(of: name)
    return index.map { chain.tensors[$0] } ?? donor.bank[name]
  }

  /// Returns the donor's own table of word embeddings, contracted if it is held as a chain.
  private func wordEmbeddings() -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    return EncoderWeights(donor.description, bank: donor.bank, tape: tape, learning: false)
      .wordEmbeddings().numbers
  }

  /// Returns the local tensors of a matrix; nil where the donor was not decomposed.
  func tensors(_ matrix: MatrixKind, layer: Int) -> MatrixProductOperator? {
    operators[slots.name(of: ParameterSlot(layer: layer, site: .matrix(matrix), part: .dense))]
  }

  /// Returns one of the local tensors of a matrix; nil where the donor was not decomposed, and for
  /// any other part.
  func tensor(
    _ part: ParameterSlot.Part, of matrix: MatrixKind, layer: Int
  ) -> [Float]? {
    guard let chain = tensors(matrix, layer: layer) else { return nil }
    return chain.tensors.indices.first {
      part == ($0 == chain.centre ? .central : .auxiliary($0 + 1))
    }.map { chain.tensors[$0] }
  }

  /// Returns the whole matrix, row-major: as its decomposition kept it, or else as the donor
  /// multiplies by it.
  func dense(_ matrix: MatrixKind, layer: Int) -> [Float] {
    tensors(matrix, layer: layer)?.contracted() ?? whole(matrix, layer: layer)
  }

  /// Returns the whole matrix, row-major, as the donor multiplies by it, whatever its decomposition
  /// cut.
  func whole(_ matrix: MatrixKind, layer: Int) -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    let weights = EncoderWeights(
      donor.description, bank: donor.bank, tape: tape, learning: false)
    return weights.weight(matrix, layer: layer).numbers
  }
}
