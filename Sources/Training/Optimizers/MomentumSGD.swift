package import Options
internal import Tensors

/// Stochastic gradient descent with momentum, as PyTorch's `SGD`.
///
/// Decay is coupled: λx is added to the gradient, after the cut of the norm, and so enters the
/// velocity. Velocities start at 0 and nothing is damped, so the first is the gradient itself.
package struct MomentumSGD: Optimizer {
  package static let variant = OptionVariant(
    "sgd", about: "gradient descent with momentum, decay added to the gradient (PyTorch's)",
    options: [
      OptionDeclaration(
        "momentum", .number(0...0.999999), .standard(.number(0.9)),
        "what a step keeps of the last one's direction")
    ])
  package static let memories = ["velocity"]

  private let momentum: Double

  package init(options: Value = .null) { momentum = options["momentum"]?.number ?? 0.9 }

  package func update(_ moves: [ParameterMove], _ buffers: OptimizerBuffers) {
    let tiles = buffers.tiles(of: moves)
    buffers.workers.forEach(tiles.count) { index in
      let (move, range) = (moves[tiles[index].move], tiles[index].range)
      momentumStep(
        values: buffers.values.at(range), gradients: buffers.gradients.at(range),
        velocities: buffers.memories[0].at(range),
        MomentumStep(
          gradientScale: Float(move.gradientScale), momentum: Float(momentum),
          decay: Float(move.decay), rate: Float(move.rate)))
    }
  }
}
