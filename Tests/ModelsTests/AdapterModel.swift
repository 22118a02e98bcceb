import Models
import Tensors
import Testing

/// A model with an adapter whose numbers are all zero at first.
struct AdapterModel {
  let description: ModelDescription
  let bank: ParameterBank

  init(_ adapter: any Adapter, layers: Int, hidden: Int, intermediate: Int) {
    let encoder = EncoderShape(
      layers: layers, hidden: hidden, heads: 2, intermediate: intermediate, embedding: hidden,
      vocabulary: 5, positions: 4)
    description = ModelDescription(encoder: encoder, sharing: NoSharing(), adapter: adapter)
    bank = ParameterBank(ParameterLayout(description))
  }

  /// Number of scalars of the adapter.
  var adapterCount: Int {
    bank.layout.parameters.reduce(0) { $0 + ($1.part == .adapters ? $1.count : 0) }
  }

  /// Sets a parameter of a matrix's own, by what its name has after the matrix.
  func set(
    _ part: String, of matrix: MatrixKind, layer: Int, to values: some Sequence<Float>
  ) throws {
    try set("encoder.layer.\(layer).\(matrix.rawValue).\(part)", to: values)
  }

  func set(_ name: String, to values: some Sequence<Float>) throws {
    let isThere = bank.layout[name] != nil
    try #require(isThere, "no parameter is named \(name)")
    bank[name] = Array(values)
  }

  /// Sets the matrix that the term is added to.
  func setWhole(_ matrix: MatrixKind, layer: Int, to values: some Sequence<Float>) throws {
    let slot = ParameterSlot(layer: layer, site: .matrix(matrix), part: .dense)
    let parameter = bank.layout.parameters.first { $0.owner == slot }
    try set(#require(parameter).name, to: values)
  }

  /// Computes the matrix that the model multiplies by.
  func weight(_ matrix: MatrixKind, layer: Int) -> [Float] {
    weights(on: tape).weight(matrix, layer: layer).numbers
  }

  /// Multiplies rows by the matrix.
  func output(_ matrix: MatrixKind, layer: Int, of rows: [Float]) -> [Float] {
    let tape = self.tape
    let width = description.encoder.size(of: matrix).columns
    let input = tape.constant(rows, shape: [rows.count / width, width])
    return weights(on: tape).apply(matrix, layer: layer, to: input, on: tape).numbers
  }

  private var tape: Tape { Tape(arena: Arena(), workers: Workers(threads: 1), recording: false) }

  private func weights(on tape: Tape) -> EncoderWeights {
    EncoderWeights(description, bank: bank, tape: tape, learning: false)
  }
}
