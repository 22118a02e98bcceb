import Tensors
import TestSupport
import Testing

@Suite struct LayerNormTests {
  /// Rows and width; the last two cross a tile of rows and one of columns.
  static let shapes = [[1, 1], [1, 17], [33, 1], [17, 33], [65, 9], [3, 70]]
  static let dropout = Dropout(rate: 0.3, site: RandomSite(seed: 1, step: 2, site: 3))
  static let epsilon: Float = 1e-5

  @Test(arguments: shapes, [1, 2] as [UInt64])
  func plain(shape: [Int], seed: UInt64) {
    check(shape, seed: seed, hasResidual: false, dropout: nil)
  }

  @Test(arguments: shapes)
  func withResidual(shape: [Int]) {
    check(shape, seed: 3, hasResidual: true, dropout: nil)
  }

  @Test(arguments: shapes)
  func withDropout(shape: [Int]) {
    check(shape, seed: 4, hasResidual: false, dropout: Self.dropout)
  }

  @Test(arguments: shapes)
  func withResidualAndDropout(shape: [Int]) {
    check(shape, seed: 5, hasResidual: true, dropout: Self.dropout)
  }

  @Test(arguments: shapes, [nil, dropout])
  func withGain(shape: [Int], dropout: Dropout?) {
    check(shape, seed: 6, hasResidual: true, gain: 1.7, dropout: dropout)
  }

  @Test func ofWhatIsItsOwnResidual() {
    var numbers = SeededNumbers(seed: 7)
    let inputs = [[5, 9], [9], [9]].map { TestInput($0, from: &numbers) }
    expectAgreement(inputs) { point in
      Reference.layerNorm(
        point[0].map { 2.5 * $0 }, scale: point[1], shift: point[2],
        epsilon: Double(Self.epsilon))
    } operation: { tape, x in
      tape.layerNorm(
        x[0], adding: x[0], gain: 1.5, scale: x[1], shift: x[2], epsilon: Self.epsilon,
        dropout: nil)
    }
  }

  @Test func constantRowsGiveTheShift() {
    let inputs = [
      TestInput([2, 3], [5, 5, 5, -1e3, -1e3, -1e3]), TestInput([3], [1, 2, 3]),
      TestInput([3], [4, 5, 6]),
    ]
    let outcome = runOnTape(inputs) { tape, x in
      tape.layerNorm(
        x[0], adding: nil, scale: x[1], shift: x[2], epsilon: 1e-12, dropout: nil)
    }
    #expect(outcome.value == [4, 5, 6, 4, 5, 6])
    #expect(outcome.gradients.joined().allSatisfy { $0.isFinite })
  }

  private func check(
    _ shape: [Int], seed: UInt64, hasResidual: Bool, gain: Float = 1, dropout: Dropout?
  ) {
    var numbers = SeededNumbers(seed: seed)
    var inputs = [
      TestInput(shape, from: &numbers, scale: 2), TestInput([shape[1]], from: &numbers),
      TestInput([shape[1]], from: &numbers),
    ]
    if hasResidual { inputs.append(TestInput(shape, from: &numbers)) }
    let mask = dropout.map { dropoutMask(shape[0] * shape[1], $0) }
    expectAgreement(inputs) { point in
      let sum = point[0].indices.map { index in
        point[0][index] * (mask?[index] ?? 1) + (hasResidual ? Double(gain) * point[3][index] : 0)
      }
      return Reference.layerNorm(
        sum, scale: point[1], shift: point[2], epsilon: Double(Self.epsilon))
    } operation: { tape, x in
      tape.layerNorm(
        x[0], adding: hasResidual ? x[3] : nil, gain: gain, scale: x[1], shift: x[2],
        epsilon: Self.epsilon, dropout: dropout)
    }
  }
}
