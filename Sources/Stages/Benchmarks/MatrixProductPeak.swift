internal import Statistics
internal import Tensors

/// The rate that a large product reaches by the path that training takes: what a step could reach
/// if it were nothing but such products.
public enum MatrixProductPeak {
  private static let (rows, columns, inner) = (2048, 3072, 768)
  private static let tries = 30

  /// The best of several tries, in floating-point operations a second; a multiply-add is two.
  public static func measure(threads: Int) -> Double {
    let (arena, workers) = (Arena(), Workers(threads: threads))
    var draws = SeededGenerator(seed: 0, stream: "peak")
    let x = draws.truncatedNormals(rows * inner, deviation: 1)
    let weight = draws.truncatedNormals(columns * inner, deviation: 1)
    let times = (0..<tries).map { _ -> Double in
      let tape = Tape(arena: arena, workers: workers, recording: false)
      let input = tape.constant(x, shape: [rows, inner])
      let matrix = tape.constant(weight, shape: [columns, inner])
      return ContinuousClock().measure { _ = tape.linear(input, weight: matrix, bias: nil) }
        / .seconds(1)
    }
    return Double(2 * rows * columns * inner) / (times.min() ?? .infinity)
  }
}
