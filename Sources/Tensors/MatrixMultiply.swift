internal import CKernels

/// A row-major matrix, or its transpose, as an operand of a product.
struct MatrixOperand {
  let start: UnsafePointer<Float>
  /// Scalars from one stored row to the next.
  let stride: Int
  let isTransposed: Bool

  init(_ start: UnsafePointer<Float>, stride: Int, transposed: Bool = false) {
    (self.start, self.stride, isTransposed) = (start, stride, transposed)
  }

  init(_ start: UnsafeMutablePointer<Float>, stride: Int, transposed: Bool = false) {
    self.init(UnsafePointer(start), stride: stride, transposed: transposed)
  }

  /// The distances of the operand's rows and of its columns.
  var steps: (row: Int, column: Int) { isTransposed ? (1, stride) : (stride, 1) }
}

/// What is done to the elements of a product, beside computing them.
struct ProductOptions {
  /// Added to every row; only where the product is not added to something.
  var bias: UnsafePointer<Float>?
  /// GELU of the product goes to `other`, or the product is multiplied by GELU's derivative there.
  var finish: (kind: Finish, other: UnsafeMutablePointer<Float>)?
  /// Gets the sums over the left operand's columns added, which must be transposed.
  var leftSums: UnsafeMutablePointer<Float>?
  var precision = Precision.float32

  enum Finish {
    case gelu(GELUForm), slope(GELUForm)

    var code: Int32 {
      let kind =
        switch self {
        case .gelu(.exact): KERNEL_GELU_EXACT
        case .gelu(.tanh): KERNEL_GELU_TANH
        case .slope(.exact): KERNEL_GELU_EXACT_SLOPE
        case .slope(.tanh): KERNEL_GELU_TANH_SLOPE
        }
      return Int32(kind)
    }
  }
}

extension Workers {
  /// c = a b, or c += a b: a [rows, inner], b [inner, columns], c dense.
  ///
  /// Cut into tiles; the result does not depend on how, as each element is one chain of fused
  /// multiply-adds.
  func multiply(
    _ a: MatrixOperand, _ b: MatrixOperand, into c: UnsafeMutablePointer<Float>, rows: Int,
    columns: Int, inner: Int, adding: Bool, _ options: ProductOptions = ProductOptions()
  ) {
    var product = kernel_product()
    (product.rows, product.columns, product.inner) = (rows, columns, inner)
    (product.left, product.left_row, product.left_inner) = (a.start, a.steps.row, a.steps.column)
    product.right = b.start
    (product.right_inner, product.right_column) = (b.steps.row, b.steps.column)
    (product.result, product.result_row, product.adding) = (c, columns, adding ? 1 : 0)
    (product.bias, product.left_sums) = (options.bias, options.leftSums)
    product.is_bfloat16 = options.precision == .bfloat16 ? 1 : 0
    if let finish = options.finish {
      (product.finish, product.other) = (finish.kind.code, finish.other)
    }
    let tiling = ProductTiling(rows: rows, columns: columns, inner: inner)
    forEach(tiling.count) { tile in
      let (rows, columns) = tiling[tile]
      withUnsafePointer(to: product) {
        kernel_multiply(
          $0, rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound)
      }
    }
  }
}

/// How a product is cut: into strips of columns as wide as the kernel takes, and those into runs of
/// rows, so many that threads end at about the same time.
private struct ProductTiling {
  private static let wantedTiles = 16
  private static let (leastRows, rowUnit, columnUnit) = (112, 14, 32)
  /// Multiply-adds below which a product is one tile of rows.
  private static let smallProduct = 1 << 18

  private let rows, columns, rowsPerTile, columnsPerTile, strips: Int
  let count: Int

  init(rows: Int, columns: Int, inner: Int) {
    let widest = KERNEL_TILE_COLUMNS
    strips = (columns + widest - 1) / widest
    let isSmall = rows * columns * inner < Self.smallProduct
    let runs = isSmall ? 1 : max(1, min(rows / Self.leastRows, Self.wantedTiles / max(1, strips)))
    (self.rows, self.columns) = (rows, columns)
    rowsPerTile = Self.rounded((rows + runs - 1) / max(1, runs), to: Self.rowUnit)
    columnsPerTile = Self.rounded((columns + strips - 1) / max(1, strips), to: Self.columnUnit)
    count = strips * ((rows + rowsPerTile - 1) / max(1, rowsPerTile))
  }

  private static func rounded(_ size: Int, to unit: Int) -> Int { (size + unit - 1) / unit * unit }

  subscript(tile: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    let row = tile / strips * rowsPerTile
    let column = tile % strips * columnsPerTile
    return (
      row..<min(rows, row + rowsPerTile), min(columns, column)..<min(columns, column + columnsPerTile)
    )
  }
}
