package import Models
package import Options
package import Tensors

/// Draws a matrix of adjacent layers together by a term of the loss: strength times the mean of
/// (W_l - W_{l+1})² over all entries, summed over l; sharing by a penalty instead of a tie, as
/// between the two parsers of Duong et al. (ACL 2015, P15-2139).
package struct LayerCloseness: TrainingHook {
  package static let name = "closeness"
  package static let about = "adds to the loss how far a matrix of adjacent layers is apart"

  package var matrix = MatrixKind.query
  package var strength = 0.1

  package static let options: [OptionProperty<LayerCloseness>] = [
    .option("matrix", \.matrix, .choice, "matrix of each layer that is drawn to the next layer's"),
    .option("strength", \.strength, .number(0...1e6), "factor of the mean squared distance"),
  ]

  package init() {}

  package func begin(
    _ model: StoredModel, learning: [Parameter], _ settings: TrainingSettings, workers: Workers
  ) throws -> any ActiveHook { Closeness(self) }
}

private final class Closeness: ActiveHook {
  private let options: LayerCloseness

  init(_ options: LayerCloseness) { self.options = options }

  func extraLoss(
    _ weights: EncoderWeights, on tape: Tape
  ) -> (variable: Variable, value: Double)? {
    let matrices = (0..<weights.description.encoder.layers).map { layer in
      weights.weight(options.matrix, layer: layer)
    }
    let distances = zip(matrices, matrices.dropFirst()).map { one, next in
      let difference = tape.add(one, tape.scale(next, by: -1))
      let zeros = [Float](repeating: 0, count: difference.count)
      return tape.meanSquaredDistance(
        difference, to: tape.constant(zeros, shape: difference.shape))
    }
    guard let first = distances.first else { return nil }
    let sum = distances.dropFirst().reduce(first.loss) { tape.add($0, $1.loss) }
    let value = distances.reduce(0.0) { $0 + Double($1.mean) }
    return (tape.scale(sum, by: Float(options.strength)), options.strength * value)
  }
}
