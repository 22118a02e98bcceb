package import MatrixProduct
internal import Tensors

/// A donor's weight matrices, whole and, where it was decomposed, as local tensors.
package struct DonorMatrices {
  package let donor: StoredModel
  private let operators: [String: MatrixProductOperator]
  private let slots: SlotTable

  /// - Parameter operators: By the donor's parameter name of each dense matrix; empty for a donor
  ///   that was not decomposed.
  package init(_ donor: StoredModel, operators: [String: MatrixProductOperator] = [:]) {
    (self.donor, self.operators) = (donor, operators)
    slots = SlotTable(donor.description)
  }

  /// What the donor has at a place; nil where it has no such place.
  func values(of slot: ParameterSlot) -> [Float]? { donor.bank[slots.name(of: slot)] }

  /// What the donor has outside its layers; of decomposed word embeddings, what was kept.
  func outside(_ name: String) -> [Float]? {
    let names = ParameterNames(donor.description)
    guard let chain = operators[names.wordEmbeddings] else {
      return name == names.wordEmbeddings ? wordEmbeddings() : donor.bank[name]
    }
    if name == names.wordEmbeddings {
      let encoder = donor.description.encoder
      return Array(chain.contracted()[..<(encoder.vocabulary * encoder.embedding)])
    }
    let place = names.wordEmbeddingTensors(count: chain.tensors.count).firstIndex(of: name)
    return place.map { chain.tensors[$0] } ?? donor.bank[name]
  }

  /// The donor's own table, contracted if it is held as a chain.
  private func wordEmbeddings() -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    return EncoderWeights(donor.description, bank: donor.bank, tape: tape, learning: false)
      .wordEmbeddings().numbers
  }

  /// The local tensors of a matrix; nil where the donor was not decomposed.
  func tensors(_ matrix: MatrixKind, layer: Int) -> MatrixProductOperator? {
    operators[slots.name(of: ParameterSlot(layer: layer, site: .matrix(matrix), part: .dense))]
  }

  /// The whole matrix, row-major: what its decomposition kept, or else as the donor multiplies with
  /// it.
  func dense(_ matrix: MatrixKind, layer: Int) -> [Float] {
    tensors(matrix, layer: layer)?.contracted() ?? whole(matrix, layer: layer)
  }

  /// The whole matrix, row-major, as the donor multiplies with it, whatever its decomposition cut.
  func whole(_ matrix: MatrixKind, layer: Int) -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    let weights = EncoderWeights(
      donor.description, bank: donor.bank, tape: tape, learning: false)
    return weights.weight(matrix, layer: layer).numbers
  }
}
