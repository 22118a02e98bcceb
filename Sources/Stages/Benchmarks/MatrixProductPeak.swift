internal import Statistics
internal import Tensors

/// Measures the rate of a large matrix product, computed in the way that training computes it.
///
/// A training step that were nothing but such products would reach this rate.
public enum MatrixProductPeak {
  private static let rows = 2048
  private static let columns = 3072
  private static let inner = 768
  private static let tries = 30

  /// Measures the best of several tries, in floating-point operations a second.
  ///
  /// A multiply-add counts as two operations.
  public static func measure(threads: Int) -> Double {
    let workers = Workers(threads: threads)
    var draws = SeededGenerator(seed: 0, stream: "peak")
    let operands = Tape(arena: Arena(), workers: workers, recording: false)
    let input = operands.constant(
      draws.truncatedNormals(rows * inner, deviation: 1), shape: [rows, inner])
    let weight = operands.constant(
      draws.truncatedNormals(columns * inner, deviation: 1), shape: [columns, inner])
    let arena = Arena()
    let times = (0..<tries).map { _ -> Double in
      let tape = Tape(arena: arena, workers: workers, recording: false)
      return ContinuousClock().measure { _ = tape.linear(input, weight: weight, bias: nil) }
        / .seconds(1)
    }
    return Double(2 * rows * columns * inner) / (times.min() ?? .infinity)
  }
}
