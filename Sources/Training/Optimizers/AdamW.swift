internal import Glibc
package import Options
internal import Tensors

/// Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101, Algorithm 2).
///
/// Weight decay is multiplied by the learning rate, as in PyTorch.
package struct AdamW: Optimizer {
  package static let name = "adamw"
  package static let about =
    "Adam with decoupled weight decay (Loshchilov and Hutter)"
  package static let stateNames = ["first", "second"]
  package static let branchMultiplier: (@Sendable (_ scale: Float) -> Float)? = { abs($0) }

  package var beta1 = 0.9
  package var beta2 = 0.999
  package var epsilon = 1e-8

  package static let options: [OptionProperty<AdamW>] = [
    .option(
      "beta1", \.beta1, .number(0...0.999999), "decay rate of the running mean of gradients"),
    .option(
      "beta2", \.beta2, .number(0...0.999999),
      "decay rate of the running mean of squared gradients"),
    .option(
      "epsilon", \.epsilon, .number(1e-12...1),
      "added to the square root of the mean of squared gradients"),
  ]

  package init() {}

  package func update(_ moves: [ParameterMove], _ buffers: OptimizerBuffers) {
    let (steps, tiles) = (moves.map(step), buffers.tiles(of: moves))
    buffers.workers.forEach(tiles.count) { index in
      let (tile, range) = (tiles[index], tiles[index].range)
      moves[tile.move].withMultipliers(of: tile) { multipliers in
        adamWStep(
          values: buffers.values.at(range), gradients: buffers.gradients.at(range),
          first: buffers.state[0].at(range), second: buffers.state[1].at(range),
          multipliers: multipliers, steps[tile.move])
      }
    }
  }

  private func step(_ move: ParameterMove) -> AdamWStep {
    let corrections = (1 - pow(beta1, Double(move.updates)), 1 - pow(beta2, Double(move.updates)))
    return AdamWStep(
      gradientScale: Float(move.gradientScale), beta1: Float(beta1), beta2: Float(beta2),
      stepSize: Float(move.rate / corrections.0),
      inverseRootCorrection: Float(1 / corrections.1.squareRoot()), epsilon: Float(epsilon),
      keep: Float(1 - move.rate * move.decay))
  }
}
