import CKernels
import Glibc
import Tensors
import Testing

/// The kernels' own elementary functions against the C library's in double precision.
@Suite struct ElementaryFunctionTests {
  /// -12 to 12, with every sign change and branch in it.
  static let grid = (-12_000...12_000).map { Float($0) / 1000 }

  @Test func geluExact() {
    expectClose(applied { $0.gelu($1, .exact) }) { Reference.geluExact($0) }
  }

  @Test func geluByTanh() {
    expectClose(applied { $0.gelu($1, .tanh) }) { Reference.geluTanh($0) }
  }

  @Test func hyperbolicTangent() {
    expectClose(applied { $0.tanh($1) }) { tanh($0) }
  }

  @Test func hyperbolicTangentIsRelativelyExactNearZero() {
    let tiny = (1...60).map { Float(sign: .plus, exponent: -$0, significand: 1.25) }
    let found = applied(to: tiny) { $0.tanh($1) }
    let worst = zip(tiny, found).map { abs(Double($1) / tanh(Double($0)) - 1) }.max()
    #expect(worst ?? 1 < 5e-7)
  }

  @Test func exponentialInSoftmax() {
    var worst = 0.0
    for step in 0...8_000 {
      let x = -Float(step) / 100
      var row: [Float] = [x, 0]
      softmax(&row)
      worst = max(worst, abs(Double(row[0]) / Double(row[1]) / exp(Double(x)) - 1))
    }
    #expect(worst < 1e-6)
  }

  @Test func softmaxOfExtremes() {
    var row: [Float] = [-1e30, 3e4, 3e4, -3e4]
    softmax(&row)
    #expect(abs(row[1] - 0.5) < 1e-6 && row[1] == row[2])
    #expect(row[0] < 1e-30 && row[3] < 1e-30)
  }

  @Test func logarithmInCrossEntropy() {
    var worst = 0.0
    for classes in 1...2_000 {
      var row = [Float](repeating: 2, count: classes)
      var (loss, best): (Float, Int32) = (0, 0)
      kernel_cross_entropy(1, classes, [0], &row, &loss, &best)
      worst = max(worst, abs(Double(loss) - log(Double(classes))))
    }
    #expect(worst < 2e-6)
  }

  @Test func notANumberStaysSo() {
    let nan = [Float.nan]
    #expect(applied(to: nan) { $0.gelu($1, .exact) }[0].isNaN)
    #expect(applied(to: nan) { $0.gelu($1, .tanh) }[0].isNaN)
    #expect(applied(to: nan) { $0.tanh($1) }[0].isNaN)
    for index in 0..<3 {
      var row: [Float] = [0, 1, 2]
      row[index] = .nan
      softmax(&row)
      #expect(row.contains { $0.isNaN })
    }
  }

  private func applied(
    to numbers: [Float] = grid, _ function: (Tape, Variable) -> Variable
  ) -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    return function(tape, tape.constant(numbers, shape: [numbers.count])).numbers
  }

  /// Expects errors below 1e-6 over the grid, relative to numbers whose magnitude is above 1.
  private func expectClose(
    _ found: [Float], sourceLocation: SourceLocation = #_sourceLocation,
    _ wanted: (Double) -> Double
  ) {
    let worst = zip(Self.grid, found).map { x, y in
      let target = wanted(Double(x))
      return abs(Double(y) - target) / max(1, abs(target))
    }.max()
    #expect(worst ?? 1 < 1e-6, sourceLocation: sourceLocation)
  }

  /// Replaces scores by their softmax, as the loss of a classification computes it.
  private func softmax(_ row: inout [Float]) {
    var (loss, best): (Float, Int32) = (0, 0)
    kernel_cross_entropy(1, row.count, [0], &row, &loss, &best)
  }
}
