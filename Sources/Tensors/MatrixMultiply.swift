internal import CKernels

/// A row-major matrix, or its transpose, as an operand of a product.
struct MatrixOperand {
  let start: UnsafePointer<Float>
  /// Number of scalars from one stored row to the next.
  let stride: Int
  let isTransposed: Bool

  init(_ start: UnsafePointer<Float>, stride: Int, transposed: Bool = false) {
    self.start = start
    self.stride = stride
    isTransposed = transposed
  }

  init(_ start: UnsafeMutablePointer<Float>, stride: Int, transposed: Bool = false) {
    self.init(UnsafePointer(start), stride: stride, transposed: transposed)
  }

  /// Number of scalars from one row of the operand to the next, and from one column to the next.
  var steps: (row: Int, column: Int) { isTransposed ? (1, stride) : (stride, 1) }
}

/// Work on the elements of a product that is fused with computing them.
struct ProductOptions {
  /// Added to every row; only where the product is not added to something.
  var bias: UnsafePointer<Float>?
  /// The function to apply to the product: `.gelu` writes GELU of the product to `other`, `.slope`
  /// multiplies the product by GELU's derivative at `other`.
  var finish: (kind: Finish, other: UnsafeMutablePointer<Float>)?
  /// The sums over the left operand's columns are added here; that operand must be transposed.
  var leftSums: UnsafeMutablePointer<Float>?

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

extension Tape {
  /// Computes c = a b, or c += a b: a [rows, inner], b [inner, columns], c dense.
  ///
  /// The product is cut into tiles. The result does not depend on how, as each element is one chain
  /// of fused multiply-adds.
  func multiply(
    _ a: MatrixOperand, _ b: MatrixOperand, into c: UnsafeMutablePointer<Float>, rows: Int,
    columns: Int, inner: Int, adding: Bool, _ options: ProductOptions = ProductOptions()
  ) {
    var product = kernel_product()
    product.rows = rows
    product.columns = columns
    product.inner = inner
    product.left = a.start
    product.left_row = a.steps.row
    product.left_inner = a.steps.column
    product.right = b.start
    (product.right_inner, product.right_column) = (b.steps.row, b.steps.column)
    product.result = c
    product.result_row = columns
    product.adding = adding ? 1 : 0
    (product.bias, product.left_sums) = (options.bias, options.leftSums)
    product.is_bfloat16 = precision == .bfloat16 ? 1 : 0
    if let finish = options.finish {
      (product.finish, product.other) = (finish.kind.code, finish.other)
    }
    let left: ProductTiling.LeftOperand =
      precision == .bfloat16 ? .packedOnce : a.isTransposed ? .packed : .direct
    let tiling = ProductTiling(rows: rows, columns: columns, inner: inner, left: left)
    product.tile_columns = tiling.columnsPerTile
    let packed = tiling.packsLeftOnce ? arena.block(kernel_packed_size(rows, inner)) : nil
    product.packed_left = packed?.start
    withExtendedLifetime(packed) { run(product, tiling) }
  }

  private func run(_ product: kernel_product, _ tiling: ProductTiling) {
    if tiling.packsLeftOnce {
      workers.forEachRange(of: product.rows, by: 2 * KERNEL_ROW_UNIT) { rows in
        withUnsafePointer(to: product) {
          kernel_pack_left($0, rows.lowerBound, rows.upperBound)
        }
      }
    }
    workers.forEach(tiling.count) { tile in
      let (rows, columns) = tiling[tile]
      withUnsafePointer(to: product) {
        kernel_multiply(
          $0, rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound)
      }
    }
  }
}
