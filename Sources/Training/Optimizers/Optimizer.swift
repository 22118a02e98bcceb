package import Options
internal import Tensors

/// A rule by which gradients move parameters.
///
/// A new one is its file and a line in `OptimizerCatalog`. ``ParameterUpdater`` decides learning
/// rates, weight decay and skipped steps, clips the gradients' norm, and owns the state.
package protocol Optimizer: NamedOptionSet {
  /// Names of the buffers that it keeps from step to step, each with a number for every scalar of
  /// the model; a checkpoint has a tensor `<name>.<parameter>` of each.
  static var stateNames: [String] { get }

  /// What a branch with a constant scale contributes to the multiplier of an update; nil where the
  /// optimizer doesn't multiply updates by the ``ParameterMove/multipliers`` of training hooks.
  ///
  /// What is multiplied is what a sum of branches with constant scales multiplies (RepOptimizers,
  /// arXiv 2205.15242): under gradient descent the gradient, by Σ s², before weight decay is added;
  /// under Adam the change m̂ / (√v̂ + ε), by Σ |s|, and not the gradient, whose scale Adam undoes.
  static var branchMultiplier: (@Sendable (_ scale: Float) -> Float)? { get }

  /// Moves parameters once, no two moves being of one parameter.
  func update(_ moves: [ParameterMove], _ buffers: OptimizerBuffers)
}

extension Optimizer {
  package static var branchMultiplier: (@Sendable (_ scale: Float) -> Float)? { nil }

  /// Whether it multiplies updates.
  package static var multipliesUpdates: Bool { branchMultiplier != nil }
}

/// The move of one parameter in one step.
package struct ParameterMove: Sendable {
  /// Indices of its scalars in the flat buffers.
  var range: Range<Int>
  /// Number of steps that have changed it, with this one; at least 1.
  let updates: Int
  /// Learning rate.
  let rate: Double
  /// Weight decay; 0 for a parameter that doesn't decay.
  let decay: Double
  /// Whether the parameter is a matrix or a table, which decay, and not a bias or a norm.
  let decays: Bool
  /// Factor of each gradient by which the norm is clipped.
  var gradientScale: Double
  /// Factors of the update of each scalar; nil for 1.
  let multipliers: [Float]?

  /// Calls `body` with the multipliers of a tile; with nil where there are none.
  func withMultipliers(
    of tile: OptimizerTile, _ body: (UnsafeBufferPointer<Float>?) -> Void
  ) {
    guard let multipliers else { return body(nil) }
    let first = tile.range.lowerBound - range.lowerBound
    multipliers.withUnsafeBufferPointer { body($0.at(first..<first + tile.range.count)) }
  }
}

/// The flat buffers that an optimizer works on, laid out alike, with the threads that do the work.
package struct OptimizerBuffers {
  let values: UnsafeMutableBufferPointer<Float>
  let gradients: UnsafeBufferPointer<Float>
  /// State in the order of the optimizer's ``Optimizer/stateNames``; zeros before the first step.
  let state: [UnsafeMutableBufferPointer<Float>]
  let workers: Workers

  /// Cuts parameters into tiles, in their order; tiles are fixed, so any number of threads that
  /// share them gives the same bits.
  func tiles(of moves: [ParameterMove]) -> [OptimizerTile] {
    moves.indices.flatMap { index in
      let range = moves[index].range
      return stride(from: range.lowerBound, to: range.upperBound, by: optimizerTile).map {
        OptimizerTile(move: index, range: $0..<min($0 + optimizerTile, range.upperBound))
      }
    }
  }
}

/// Some scalars of one parameter.
struct OptimizerTile {
  /// Index of the parameter among those that move.
  let move: Int
  /// Indices of the scalars in the flat buffers.
  let range: Range<Int>
}

extension UnsafeMutableBufferPointer<Float> {
  /// Returns the numbers in a range, to write.
  func at(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(rebasing: self[range])
  }
}

extension UnsafeBufferPointer<Float> {
  /// Returns the numbers in a range.
  func at(_ range: Range<Int>) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(rebasing: self[range])
  }
}
