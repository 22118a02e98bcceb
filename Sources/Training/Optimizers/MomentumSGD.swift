package import Options
internal import Tensors

/// Stochastic gradient descent with momentum, as PyTorch's `SGD`.
///
/// Weight decay is coupled: λx is added to the gradient after the norm is clipped, and so enters
/// the velocity. Velocities start at 0 and nothing is damped, so the first is the gradient itself.
package struct MomentumSGD: Optimizer {
  package static let name = "sgd"
  package static let about =
    "gradient descent with momentum, decay added to the gradient (PyTorch's)"
  package static let stateNames = ["velocity"]
  package static let branchMultiplier: (@Sendable (_ scale: Float) -> Float)? = { $0 * $0 }

  package var momentum = 0.9

  package static let options: [OptionProperty<MomentumSGD>] = [
    .option(
      "momentum", \.momentum, .number(0...0.999999),
      "share of the previous step's velocity that a step keeps")
  ]

  package init() {}

  package func update(_ moves: [ParameterMove], _ buffers: OptimizerBuffers) {
    let tiles = buffers.tiles(of: moves)
    buffers.workers.forEach(tiles.count) { index in
      let (tile, range) = (tiles[index], tiles[index].range)
      let move = moves[tile.move]
      move.withMultipliers(of: tile) { multipliers in
        momentumStep(
          values: buffers.values.at(range), gradients: buffers.gradients.at(range),
          velocities: buffers.state[0].at(range), multipliers: multipliers,
          MomentumStep(
            gradientScale: Float(move.gradientScale), momentum: Float(momentum),
            decay: Float(move.decay), rate: Float(move.rate)))
      }
    }
  }
}
