package import Options
internal import Tensors

/// Moves every parameter by the learning rate against the sign of its gradient (signSGD: Bernstein
/// et al., arXiv 1802.04434, Algorithm 1), with decoupled weight decay.
package struct SignDescent: Optimizer {
  package static let name = "sign"
  package static let about = "moves by the learning rate against the sign of the gradient (signSGD)"
  package static let stateNames: [String] = []

  package var deadZone = 0.0

  package static let options: [OptionProperty<SignDescent>] = [
    .option("dead_zone", \.deadZone, .number(0...1), "largest gradient that moves nothing")
  ]

  package init() {}

  package func update(_ moves: [ParameterMove], _ buffers: OptimizerBuffers) {
    let tiles = buffers.tiles(of: moves)
    buffers.workers.forEach(tiles.count) { index in
      let (move, range) = (moves[tiles[index].move], tiles[index].range)
      let keep = Float(1 - move.rate * move.decay)
      for scalar in range {
        let gradient = buffers.gradients[scalar] * Float(move.gradientScale)
        let isMoved = abs(gradient) > Float(deadZone)
        let step = isMoved ? (gradient > 0 ? Float(move.rate) : -Float(move.rate)) : 0
        buffers.values[scalar] = buffers.values[scalar] * keep - step
      }
    }
  }
}
