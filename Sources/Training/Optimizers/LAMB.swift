internal import Glibc
package import Options
internal import Tensors

/// LAMB (You et al., arXiv 1904.00962, Algorithm 2), which scales Adam's direction, with weight
/// decay added, to each parameter's own norm.
///
/// It has φ(z) = z, and corrects moments for their bias. A parameter is a tensor that the model has
/// once, however many layers share it. The trust ratio ‖x‖ / ‖r + λx‖ is 1 where a norm is 0, and
/// for biases and norms, which don't decay either. The paper's φ may also cut its argument; what is
/// cut here, if anything, is the ratio, as in DeepSpeed's LAMB, on which MPOBERT's released code
/// trains with ratios from 0.01 to 0.3. A ratio that is 1 by the rule above isn't cut.
package struct LAMB: Optimizer {
  package static let name = "lamb"
  package static let about =
    "Adam's direction, scaled to each parameter's norm, for large batches (LAMB)"
  package static let stateNames = ["first", "second"]

  package var beta1 = 0.9
  package var beta2 = 0.999
  package var epsilon = 1e-6
  /// Limits of the trust ratio; nil for none. The upper one holds where they cross.
  package var leastRatio, largestRatio: Double?

  package static let options: [OptionProperty<LAMB>] = [
    .option(
      "beta1", \.beta1, .number(0...0.999999), "decay rate of the running mean of gradients"),
    .option(
      "beta2", \.beta2, .number(0...0.999999),
      "decay rate of the running mean of squared gradients"),
    .option(
      "epsilon", \.epsilon, .number(1e-12...1),
      "added to the square root of the mean of squared gradients"),
    .optional(
      "min_trust_ratio", \.leastRatio, .number(0...1e9),
      "smallest trust ratio, at most the largest; 0.01 in MPOBERT's code; left out, no limit"),
    .optional(
      "max_trust_ratio", \.largestRatio, .number(0...1e9),
      "largest trust ratio, 0.3 in MPOBERT's code; left out, no limit"),
  ]

  package init() {}

  package func update(_ moves: [ParameterMove], _ buffers: OptimizerBuffers) {
    let (steps, tiles) = (moves.map(step), buffers.tiles(of: moves))
    let squares = squares(steps, tiles, buffers)
    let rates = zip(moves, squares).map { move, squares in
      Float(move.rate * (move.decays ? trustRatio(squares) : 1))
    }
    buffers.workers.forEach(tiles.count) { index in
      let (tile, range) = (tiles[index], tiles[index].range)
      lambMove(
        values: buffers.values.at(range),
        first: UnsafeBufferPointer(buffers.state[0].at(range)),
        second: UnsafeBufferPointer(buffers.state[1].at(range)), rate: rates[tile.move],
        steps[tile.move])
    }
  }

  private func trustRatio(_ squares: Squares) -> Double {
    guard squares.values > 0, squares.changes > 0 else { return 1 }
    let ratio = (squares.values / squares.changes).squareRoot()
    return min(max(ratio, leastRatio ?? 0), largestRatio ?? .infinity)
  }

  /// Sums of squares of a parameter's values and of their changes by the step.
  private typealias Squares = (values: Double, changes: Double)

  /// Updates the moments, and returns the sums of each parameter, over its tiles in their order.
  private func squares(
    _ steps: [LAMBStep], _ tiles: [OptimizerTile], _ buffers: OptimizerBuffers
  ) -> [Squares] {
    var ofTiles = [Squares](repeating: (0, 0), count: tiles.count)
    ofTiles.withUnsafeMutableBufferPointer { ofTiles in
      buffers.workers.forEach(tiles.count) { index in
        let (tile, range) = (tiles[index], tiles[index].range)
        ofTiles[index] = lambMeasure(
          values: UnsafeBufferPointer(buffers.values.at(range)),
          gradients: buffers.gradients.at(range), first: buffers.state[0].at(range),
          second: buffers.state[1].at(range), steps[tile.move])
      }
    }
    return zip(tiles, ofTiles).reduce(into: [Squares](repeating: (0, 0), count: steps.count)) {
      sums, tile in
      sums[tile.0.move].values += tile.1.values
      sums[tile.0.move].changes += tile.1.changes
    }
  }

  private func step(_ move: ParameterMove) -> LAMBStep {
    let corrections = (1 - pow(beta1, Double(move.updates)), 1 - pow(beta2, Double(move.updates)))
    return LAMBStep(
      gradientScale: Float(move.gradientScale), beta1: Float(beta1), beta2: Float(beta2),
      inverseCorrection: Float(1 / corrections.0),
      inverseRootCorrection: Float(1 / corrections.1.squareRoot()), epsilon: Float(epsilon),
      decay: Float(move.decay))
  }
}
