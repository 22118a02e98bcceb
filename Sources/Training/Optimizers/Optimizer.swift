package import Options
internal import Tensors

/// A rule by which gradients move parameters.
///
/// A new one is its file and a line in `OptimizerCatalog`. Rates, decay, skipped steps, the cut of
/// the gradients' norm and the memory itself are ``ParameterUpdater``'s.
package protocol Optimizer: NamedOptionSet {
  /// What it keeps from step to step, a number for each of the model's scalars; a checkpoint has a
  /// tensor `<name>.<parameter>` of each.
  static var memories: [String] { get }

  /// Moves parameters once, no two moves being of one parameter.
  func update(_ moves: [ParameterMove], _ buffers: OptimizerBuffers)
}

/// What one step does to one parameter.
package struct ParameterMove: Sendable {
  /// Its scalars in the flat buffers.
  let range: Range<Int>
  /// Steps that have changed it, with this one: at least 1.
  let updates: Int
  let rate: Double
  /// Weight decay; 0 for a parameter that doesn't decay.
  let decay: Double
  /// Whether the parameter is a matrix or a table, which decay, and not a bias or a norm.
  let decays: Bool
  /// What the cut of the norm leaves of each gradient.
  let gradientScale: Double
}

/// The flat buffers that an optimizer works on, laid out alike, and the threads to do it with.
package struct OptimizerBuffers {
  let values: UnsafeMutableBufferPointer<Float>
  let gradients: UnsafeBufferPointer<Float>
  /// In the order of the optimizer's own; zeros before the first step.
  let memories: [UnsafeMutableBufferPointer<Float>]
  let workers: Workers

  /// The tiles of some parameters, in their order; they are fixed, so any number of threads that
  /// share them out gives the same bits.
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
  /// The place of the parameter among those that move.
  let move: Int
  /// In the flat buffers.
  let range: Range<Int>
}

extension UnsafeMutableBufferPointer<Float> {
  /// The numbers at a range, to write.
  func at(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(rebasing: self[range])
  }
}

extension UnsafeBufferPointer<Float> {
  /// The numbers at a range.
  func at(_ range: Range<Int>) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(rebasing: self[range])
  }
}
