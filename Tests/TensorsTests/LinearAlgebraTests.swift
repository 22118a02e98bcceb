import Tensors
import TestSupport
import Testing

@Suite struct LinearAlgebraTests {
  static let shapes = [[1, 1], [1, 17], [17, 1], [33, 17], [17, 33], [33, 33]]

  @Test(arguments: shapes, [1, 2] as [UInt64])
  func singularValuesReconstruct(shape: [Int], seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    expectReconstruction(numbers.floats(shape[0] * shape[1]).map { Double($0) }, shape)
  }

  @Test func zeroAndRankDeficientMatrices() {
    expectReconstruction([Double](repeating: 0, count: 12), [3, 4])
    let outer: [Double] = (0..<35).map { (index: Int) -> Double in
      Double(index / 5 + 1) * Double(index % 5 - 2)
    }
    expectReconstruction(outer, [7, 5])
    let values = singularValues(of: outer, rows: 7, columns: 5).values
    #expect(values[1] < 1e-12 * values[0])
  }

  @Test func knownValues() {
    let values = singularValues(of: [0, 3, 0, -4, 0, 0], rows: 2, columns: 3).values
    #expect(abs(values[0] - 4) < 1e-14 && abs(values[1] - 3) < 1e-14)
  }

  @Test(arguments: [[1, 1, 1], [1, 17, 33], [33, 17, 1], [17, 5, 33]])
  func productInDouble(size: [Int]) {
    var numbers = SeededNumbers(seed: 3)
    let a = numbers.floats(size[0] * size[1]).map { Double($0) }
    let b = numbers.floats(size[1] * size[2]).map { Double($0) }
    let found = matrixProduct(a, b, rows: size[0], inner: size[1], columns: size[2])
    let wanted = Reference.product(a, b, rows: size[0], inner: size[1], columns: size[2])
    #expect(zip(found, wanted).allSatisfy { abs($0 - $1) < 1e-13 })
  }

  @Test func theKernelHasAName() {
    #expect(!blasKernelName().isEmpty)
  }

  /// left · diag(values) · right is the matrix, and both have orthonormal vectors.
  private func expectReconstruction(
    _ matrix: [Double], _ shape: [Int], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let (rows, columns, count) = (shape[0], shape[1], min(shape[0], shape[1]))
    let parts = singularValues(of: matrix, rows: rows, columns: columns)
    let scaled = parts.left.indices.map { parts.left[$0] * parts.values[$0 % count] }
    let rebuilt = Reference.product(
      scaled, parts.right, rows: rows, inner: count, columns: columns)
    let tolerance = 1e-12 * max(1, parts.values[0])
    #expect(
      zip(rebuilt, matrix).allSatisfy { abs($0 - $1) < tolerance }, sourceLocation: sourceLocation)
    #expect(parts.values == parts.values.sorted(by: >) && parts.values.allSatisfy { $0 >= 0 })
    let rightGram = Reference.linear(
      parts.right, parts.right, nil, rows: count, inner: columns, columns: count)
    let left = (0..<count).flatMap { c in (0..<rows).map { parts.left[$0 * count + c] } }
    let leftGram = Reference.linear(left, left, nil, rows: count, inner: rows, columns: count)
    for gram in [leftGram, rightGram] {
      let isUnit = gram.indices.allSatisfy { index in
        abs(gram[index] - (index / count == index % count ? 1 : 0)) < 1e-12
      }
      #expect(isUnit, sourceLocation: sourceLocation)
    }
  }
}
