import CKernels
import TestSupport
import Testing

/// The x86-64 levels whose code runs here, the highest first.
let levels = ([4, 3, 1] as [Int32]).filter { $0 <= max(1, kernel_cpu_level()) }

@Suite("matrix products")
struct ProductTests {
  private static let sizes = [0, 1, 5, 13, 14, 15, 31, 33, 112, 257]
  private static let inners = [0, 1, 7, 384, 769, 1537]
  /// Random numbers, enough for every operand of the largest product.
  private static let pool: [Float] = {
    var numbers = SeededNumbers(seed: 3)
    return numbers.floats(1 << 21)
  }()

  private func operands(
    _ product: ProductCase, _ numbers: inout SeededNumbers
  ) -> ProductOperands {
    ProductOperands(
      product, from: Self.pool[Int.random(in: 0..<1_000, using: &numbers)...])
  }

  private func expectSameBits(
    _ operands: ProductOperands, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let wanted = operands.run()
    for level in levels {
      #expect(
        operands.run(level: level).isSame(as: wanted), "level \(level): \(operands.product)",
        sourceLocation: sourceLocation)
    }
  }

  @Test(
    "have the same bits on every kind of CPU, whatever their sizes",
    arguments: sizes, [1, 2] as [UInt64])
  func levelsBySize(rows: Int, seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    for columns in Self.sizes {
      for inner in Self.inners {
        let all = ProductCase.all(rows: rows, columns: columns, inner: inner)
        let product = try #require(all.randomElement(using: &numbers))
        // The plain code takes a second for the largest of them.
        guard product.multiplications < 20_000_000 || seed == 1 && columns == 257 else { continue }
        expectSameBits(operands(product, &numbers))
      }
    }
  }

  @Test(
    "have the same bits on every kind of CPU, whatever is asked for",
    arguments: [[1, 1, 1], [15, 33, 7], [31, 13, 769], [113, 49, 96]])
  func levelsByOption(sizes: [Int]) {
    var numbers = SeededNumbers(seed: 5)
    for product in ProductCase.all(rows: sizes[0], columns: sizes[1], inner: sizes[2]) {
      expectSameBits(operands(product, &numbers))
    }
  }

  @Test(
    "have the same bits however they are cut into tiles",
    arguments: [[1, 33, 7], [257, 57, 769], [130, 400, 384], [33, 801, 1537], [590, 70, 9]],
    [1, 2] as [UInt64])
  func tilings(sizes: [Int], seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let all = ProductCase.all(rows: sizes[0], columns: sizes[1], inner: sizes[2])
    for product in all.shuffled(using: &numbers).prefix(24) {
      expectSameBitsInTiles(product, packing: product.isLeftTransposed, &numbers)
    }
  }

  @Test(
    "of bfloat16 have the same bits however they are cut into tiles",
    .enabled(if: kernel_has_bfloat16() != 0, "this CPU has no bfloat16 products (AVX512_BF16)"),
    arguments: [[1, 33, 7], [257, 57, 769], [33, 801, 1537], [590, 70, 9]])
  func bfloatTilings(sizes: [Int]) {
    var numbers = SeededNumbers(seed: 4)
    let all = ProductCase.all(rows: sizes[0], columns: sizes[1], inner: sizes[2])
    for var product in all.shuffled(using: &numbers).prefix(24) {
      product.isBfloat16 = true
      expectSameBitsInTiles(product, packing: true, &numbers)
    }
  }

  /// Expects a product in tiles to have the bits of the product in one piece.
  ///
  /// - Parameter packing: Whether the left operand may be packed before the tiles.
  private func expectSameBitsInTiles(
    _ product: ProductCase, packing: Bool, _ numbers: inout SeededNumbers
  ) {
    let operands = operands(product, &numbers)
    let wanted = operands.run()
    for _ in 0..<3 {
      let tiles = ProductTile.random(product, &numbers)
      #expect(operands.run(tiles: tiles).isSame(as: wanted), "\(product): \(tiles)")
      guard packing else { continue }
      let whole = ProductTile.random(product, rowUnit: Int(KERNEL_ROW_UNIT), &numbers)
      #expect(
        operands.run(tiles: whole, packing: true).isSame(as: wanted),
        "packed, \(product): \(whole)")
    }
  }

  @Test("are what three loops in double precision give", arguments: sizes)
  func reference(rows: Int) {
    var numbers = SeededNumbers(seed: UInt64(rows))
    for columns in Self.sizes {
      for inner in Self.inners { expectAgreement(rows, columns, inner, &numbers) }
    }
  }

  @Test(
    "of bfloat16 are what three loops give whose factors are rounded",
    .enabled(if: kernel_has_bfloat16() != 0, "this CPU has no bfloat16 products (AVX512_BF16)"),
    arguments: sizes)
  func bfloatReference(rows: Int) {
    var numbers = SeededNumbers(seed: UInt64(rows))
    for columns in Self.sizes {
      for inner in Self.inners {
        expectAgreement(rows, columns, inner, isBfloat16: true, &numbers)
      }
    }
  }

  /// Checks some elements of a product without a finish; finishes have tests of their own.
  private func expectAgreement(
    _ rows: Int, _ columns: Int, _ inner: Int, isBfloat16: Bool = false,
    _ numbers: inout SeededNumbers
  ) {
    let all = ProductCase.all(rows: rows, columns: columns, inner: inner)
      .filter { one in one.finish == Int32(KERNEL_NOTHING) }
    guard var product = all.randomElement(using: &numbers) else { return }
    product.isBfloat16 = isBfloat16
    let operands = operands(product, &numbers)
    let found = operands.run()
    for index in someIndices(rows * columns, &numbers) {
      let wanted = operands.element(row: index / columns, column: index % columns)
      let difference = abs(Double(found.result[index]) - wanted.value)
      #expect(difference <= 1e-5 * wanted.magnitude, "\(product), element \(index)")
    }
    for row in product.hasSums ? someIndices(rows, &numbers) : [] {
      let wanted = operands.sum(row: row)
      let difference = abs(Double(found.sums[row]) - wanted.value)
      #expect(difference <= 1e-5 * wanted.magnitude, "\(product), sum \(row)")
    }
  }

  /// Returns the first and the last index below `count`, and a few between.
  private func someIndices(_ count: Int, _ numbers: inout SeededNumbers) -> [Int] {
    guard count > 0 else { return [] }
    return [0, count - 1] + (0..<12).map { _ in Int.random(in: 0..<count, using: &numbers) }
  }

  @Test("of nothing are 0, the bias, or what was there", arguments: levels)
  func nothing(level: Int32) {
    for product in ProductCase.all(rows: 15, columns: 35, inner: 0) {
      let operands = ProductOperands(product, from: Self.pool[...])
      let found = operands.run(level: level)
      #expect(found.sums == operands.sums)
      guard product.finish == Int32(KERNEL_NOTHING) else { continue }
      let bias = product.hasBias ? operands.bias : Array(repeating: 0, count: 35)
      let wanted = product.isAdding ? operands.start : (0..<15).flatMap { _ in bias }
      #expect(found.result == wanted, "\(product)")
    }
  }

  @Test("end in GELU, or in its slope", arguments: ProductCase.finishes.dropFirst())
  func finishes(finish: Int32) {
    var product = ProductCase(rows: 15, columns: 35, inner: 7, hasBias: true)
    let plain = ProductOperands(product, from: Self.pool[...]).run()
    product.finish = finish
    let operands = ProductOperands(product, from: Self.pool[...])
    let found = operands.run()
    var wanted = plain.result
    let count = wanted.count
    let isSlope = finish > KERNEL_GELU_TANH
    if isSlope {
      var slopes = [Float](repeating: 0, count: count)
      let slope =
        finish == KERNEL_GELU_EXACT_SLOPE
        ? kernel_gelu_exact_backward : kernel_gelu_tanh_backward
      slope(count, operands.other, plain.result, &slopes)
      wanted = slopes
      #expect(found.other == operands.other)
      #expect(relativeDistance(found.result, wanted.map { Double($0) }) < 1e-6)
    } else {
      let gelu = finish == KERNEL_GELU_EXACT ? kernel_gelu_exact : kernel_gelu_tanh
      gelu(count, plain.result, &wanted)
      #expect(found.result == plain.result && found.other == wanted)
    }
  }
}
