import Models
import Tensors

/// A small model of several layers, one kind of matrix of which a strategy has fitted to given
/// matrices.
struct FittedLayers {
  /// The kind of matrix, and its size.
  static let matrix = MatrixKind.intermediate
  static let (rows, columns) = (12, 8)

  let description: ModelDescription
  let bank: ParameterBank
  /// The values that the strategy returned, by the names of the parameters.
  let fitted: [String: [Float]]

  /// Fits a model of as many layers as there are matrices.
  ///
  /// - Parameter matrices: [layers, rows, columns].
  init(_ strategy: any SharingStrategy, to matrices: [Float]) {
    let size = Self.rows * Self.columns
    let layers = stride(from: 0, to: matrices.count, by: size).map {
      Array(matrices[$0..<$0 + size])
    }
    let description = Self.description(strategy, layers: layers.count)
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: 1, description.encoder)
    var names: [ParameterSlot: String] = [:]
    for parameter in bank.layout.parameters {
      if let owner = parameter.owner { names[owner] = parameter.name }
    }
    let stack = DonorStack(
      matrix: Self.matrix, rows: Self.rows, columns: Self.columns, layers: layers,
      fresh: { [names] slot in names[slot].flatMap { bank[$0] } })
    var fitted: [String: [Float]] = [:]
    for (slot, values) in strategy.fitted(to: stack) {
      guard let name = names[slot] else { preconditionFailure("the model has no \(slot)") }
      fitted[name] = values
      bank[name] = values
    }
    (self.description, self.bank) = (description, bank)
    self.fitted = fitted
  }

  /// A model whose feed-forward layers map 8 hidden features to 12.
  static func description(_ strategy: any SharingStrategy, layers: Int) -> ModelDescription {
    let encoder = EncoderShape(
      layers: layers, hidden: columns, heads: 2, intermediate: rows, embedding: 4, vocabulary: 11,
      positions: 6)
    return ModelDescription(encoder: encoder, sharing: strategy)
  }

  /// The matrices that the model multiplies by, [layers, rows, columns].
  var rebuilt: [Float] {
    (0..<description.encoder.layers).flatMap {
      Self.weight(description, bank, Self.matrix, layer: $0)
    }
  }

  /// Computes the matrix that a model multiplies by in a layer.
  static func weight(
    _ description: ModelDescription, _ bank: ParameterBank, _ matrix: MatrixKind, layer: Int
  ) -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    return EncoderWeights(description, bank: bank, tape: tape, learning: false)
      .weight(matrix, layer: layer).numbers
  }
}

/// Computes Σ (a - b)².
func squaredDistance(_ a: [Float], _ b: [Float]) -> Double {
  precondition(a.count == b.count)
  return zip(a, b).reduce(0.0) { sum, pair in
    let difference = Double(pair.0) - Double(pair.1)
    return sum + difference * difference
  }
}

/// Computes ‖found - wanted‖ / ‖wanted‖, over all layers together.
func relativeError(_ found: [Float], _ wanted: [Float]) -> Double {
  let size = squaredDistance(wanted, [Float](repeating: 0, count: wanted.count))
  return (squaredDistance(found, wanted) / size).squareRoot()
}
