import CKernels
import Glibc
import TestSupport

/// A matrix product as the kernels see it, with all its options.
struct ProductCase: CustomStringConvertible {
  var rows, columns, inner: Int
  var isLeftTransposed = false
  var isRightTransposed = false
  var isAdding = false
  var hasBias = false
  /// One of `KERNEL_NOTHING` and its neighbours.
  var finish = Int32(KERNEL_NOTHING)
  var hasSums = false
  var isBfloat16 = false

  var description: String {
    "\(rows) × \(inner) × \(columns), transposed \(isLeftTransposed) \(isRightTransposed), "
      + "adding \(isAdding), bias \(hasBias), finish \(finish), sums \(hasSums)"
  }

  var multiplications: Int { rows * columns * inner }

  static let finishes = [
    KERNEL_NOTHING, KERNEL_GELU_EXACT, KERNEL_GELU_TANH, KERNEL_GELU_EXACT_SLOPE,
    KERNEL_GELU_TANH_SLOPE,
  ].map { Int32($0) }

  /// Every combination of options for a product of these sizes. Only a transposed left operand has
  /// sums, and only a result that is not added to something has a bias.
  static func all(rows: Int, columns: Int, inner: Int) -> [ProductCase] {
    let plain = ProductCase(rows: rows, columns: columns, inner: inner)
    return [\ProductCase.isLeftTransposed, \.isRightTransposed, \.isAdding, \.hasBias, \.hasSums]
      .reduce([plain]) { cases, option in
        cases
          + cases.map { one in
            var other = one
            other[keyPath: option] = true
            return other
          }
      }
      .filter { !($0.isAdding && $0.hasBias) && (!$0.hasSums || $0.isLeftTransposed) }
      .flatMap { one in
        finishes.map { finish in
          var other = one
          other.finish = finish
          return other
        }
      }
  }
}

/// The rows and columns of a product that one call computes.
struct ProductTile {
  let rows, columns: Range<Int>

  /// A product in tiles of all its rows, as wide as the kernel takes.
  static func whole(_ product: ProductCase) -> [ProductTile] {
    let width = Int(KERNEL_TILE_COLUMNS)
    return stride(from: 0, to: max(1, product.columns), by: width).map {
      ProductTile(
        rows: 0..<product.rows, columns: $0..<min(product.columns, $0 + width))
    }
  }

  /// Rows are cut anywhere, or at multiples of a unit, columns at multiples of 32; in an order that
  /// is drawn, too.
  static func random(
    _ product: ProductCase, rowUnit: Int = 1, _ numbers: inout SeededNumbers
  ) -> [ProductTile] {
    let rows = cut(product.rows, unit: rowUnit, longest: product.rows, &numbers)
    return cut(product.columns, unit: 32, longest: Int(KERNEL_TILE_COLUMNS), &numbers)
      .flatMap { columns in rows.map { ProductTile(rows: $0, columns: columns) } }
      .shuffled(using: &numbers)
  }

  private static func cut(
    _ count: Int, unit: Int, longest: Int, _ numbers: inout SeededNumbers
  ) -> [Range<Int>] {
    var (ranges, start): ([Range<Int>], Int) = ([], 0)
    while start < count {
      let length = Int.random(in: 1...max(1, longest / unit), using: &numbers) * unit
      ranges.append(start..<min(count, start + length))
      start += length
    }
    return ranges
  }
}

/// Everything that a product writes.
struct ProductOutcome {
  let result, other, sums: [Float]

  /// Whether two results are equal to the bit.
  func isSame(as found: ProductOutcome) -> Bool {
    let parts = [(result, found.result), (other, found.other), (sums, found.sums)]
    return parts.allSatisfy { (a: [Float], b: [Float]) in
      a.count == b.count && memcmp(a, b, a.count * MemoryLayout<Float>.stride) == 0
    }
  }
}

/// Operands in memory of exactly their sizes, so that an address sanitizer sees what is read or
/// written beside them.
final class ProductOperands {
  let product: ProductCase
  let left, right, bias, start, other, sums: [Float]

  /// Fills the operands of a product.
  ///
  /// - Parameter pool: Random numbers to take; drawing new ones takes longer.
  init(_ product: ProductCase, from pool: ArraySlice<Float>) {
    self.product = product
    var remaining = pool
    func take(_ count: Int) -> [Float] {
      precondition(count <= remaining.count, "the pool is too small")
      defer { remaining = remaining.dropFirst(count) }
      return Array(remaining.prefix(count))
    }
    (left, right) = (take(product.rows * product.inner), take(product.inner * product.columns))
    (bias, sums) = (take(product.columns), take(product.rows))
    start = take(product.rows * product.columns)
    other = take(product.rows * product.columns)
  }

  /// Computes the product.
  ///
  /// - Parameters:
  ///   - level: The x86-64 level whose code is used; nil for the CPU's own.
  ///   - packing: Whether the left operand is packed before the tiles, in runs of rows that end
  ///     where tiles do not.
  func run(
    level: Int32? = nil, tiles: [ProductTile]? = nil, packing: Bool = false
  ) -> ProductOutcome {
    let memory = Memory()
    return withExtendedLifetime(memory) {
      func copy(_ numbers: [Float]) -> UnsafeMutablePointer<Float> {
        let start = memory.floats(numbers.count)
        start.update(from: numbers, count: numbers.count)
        return start
      }
      let (result, other, sums) = (copy(start), copy(self.other), copy(self.sums))
      var work = work(
        left: copy(left), right: copy(right), bias: copy(bias), result: result, other: other,
        sums: sums)
      work.tile_columns = tiles?.map(\.columns.count).max() ?? 0
      if packing { pack(&work, memory) }
      for tile in tiles ?? ProductTile.whole(product) {
        let (rows, columns) = (tile.rows, tile.columns)
        withUnsafePointer(to: work) { work in
          if let level {
            kernel_multiply_at_level(
              level, work, rows.lowerBound, rows.upperBound, columns.lowerBound,
              columns.upperBound)
          } else {
            kernel_multiply(
              work, rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound)
          }
        }
      }
      func numbers(_ start: UnsafeMutablePointer<Float>, _ count: Int) -> [Float] {
        Array(UnsafeBufferPointer(start: start, count: count))
      }
      return ProductOutcome(
        result: numbers(result, start.count), other: numbers(other, self.other.count),
        sums: numbers(sums, self.sums.count))
    }
  }

  private func pack(_ work: inout kernel_product, _ memory: Memory) {
    work.packed_left = memory.floats(kernel_packed_size(product.rows, product.inner))
    let unit = 3 * Int(KERNEL_ROW_UNIT)
    for row in stride(from: 0, to: product.rows, by: unit).reversed() {
      kernel_pack_left(&work, row, min(product.rows, row + unit))
    }
  }

  private func work(
    left: UnsafeMutablePointer<Float>, right: UnsafeMutablePointer<Float>,
    bias: UnsafeMutablePointer<Float>, result: UnsafeMutablePointer<Float>,
    other: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>
  ) -> kernel_product {
    var work = kernel_product()
    (work.rows, work.columns, work.inner) = (product.rows, product.columns, product.inner)
    (work.left, work.right) = (UnsafePointer(left), UnsafePointer(right))
    (work.left_row, work.left_inner) =
      product.isLeftTransposed ? (1, product.rows) : (product.inner, 1)
    (work.right_inner, work.right_column) =
      product.isRightTransposed ? (1, product.inner) : (product.columns, 1)
    (work.result, work.result_row) = (result, product.columns)
    (work.adding, work.is_bfloat16) = (product.isAdding ? 1 : 0, product.isBfloat16 ? 1 : 0)
    if product.hasBias { work.bias = UnsafePointer(bias) }
    if product.finish != Int32(KERNEL_NOTHING) {
      (work.finish, work.other) = (product.finish, other)
    }
    if product.hasSums { work.left_sums = sums }
    return work
  }
}

extension ProductOperands {
  /// Computes an element of the product before its finish, in double precision, with the sum of the
  /// magnitudes of its terms.
  func element(row: Int, column: Int) -> (value: Double, magnitude: Double) {
    let offset = row * product.columns + column
    var (value, magnitude) = (0.0, 0.0)
    func add(_ term: Double) { (value, magnitude) = (value + term, magnitude + abs(term)) }
    if product.isAdding { add(Double(start[offset])) }
    if product.hasBias { add(Double(bias[column])) }
    for k in 0..<product.inner {
      let a = left[product.isLeftTransposed ? k * product.rows + row : row * product.inner + k]
      let b = right[
        product.isRightTransposed ? column * product.inner + k : k * product.columns + column]
      add(product.isBfloat16 ? rounded(a) * rounded(b) : Double(a) * Double(b))
    }
    return (value, magnitude)
  }

  /// Computes a row's sum over the inner index, added to the sum that was there.
  func sum(row: Int) -> (value: Double, magnitude: Double) {
    (0..<product.inner).reduce((Double(sums[row]), abs(Double(sums[row])))) { sum, k in
      let term = Double(left[k * product.rows + row])
      return (sum.0 + term, sum.1 + abs(term))
    }
  }

  /// Rounds to the nearest bfloat16 number, ties to even.
  private func rounded(_ x: Float) -> Double {
    let bits = x.bitPattern
    return Double(Float(bitPattern: (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff_0000))
  }
}
