internal import CKernels

/// A sparse matrix in double precision, held by rows (the CSR format).
package struct SparseRows: Sendable {
  /// The length of every row.
  package let width: Int
  /// Offsets into the entries, [rows + 1]: row i has the entries offsets[i]..<offsets[i + 1].
  package private(set) var offsets = [0]
  package private(set) var columns: [Int32] = []
  package private(set) var values: [Double] = []

  package init(width: Int) { self.width = width }

  package var count: Int { offsets.count - 1 }

  /// Appends a row.
  ///
  /// - Parameter entries: The entries that are not zero, each column at most once, ascending.
  package mutating func append(_ entries: [(column: Int32, value: Double)]) {
    for entry in entries {
      columns.append(entry.column)
      values.append(entry.value)
    }
    offsets.append(columns.count)
  }

  /// Returns some of the rows, in the order asked for.
  package func picked(_ rows: [Int]) -> SparseRows {
    var picked = SparseRows(width: width)
    for row in rows {
      let range = offsets[row]..<offsets[row + 1]
      picked.columns += columns[range]
      picked.values += values[range]
      picked.offsets.append(picked.columns.count)
    }
    return picked
  }

  /// Returns the transpose.
  package func transposed() -> SparseRows {
    var result = SparseRows(width: count)
    var nextEntry = [Int](repeating: 0, count: width + 1)
    for column in columns { nextEntry[Int(column) + 1] += 1 }
    for column in 0..<width { nextEntry[column + 1] += nextEntry[column] }
    result.offsets = nextEntry
    result.columns = [Int32](repeating: 0, count: columns.count)
    result.values = [Double](repeating: 0, count: columns.count)
    for row in 0..<count {
      for entry in offsets[row]..<offsets[row + 1] {
        let column = Int(columns[entry])
        result.columns[nextEntry[column]] = Int32(row)
        result.values[nextEntry[column]] = values[entry]
        nextEntry[column] += 1
      }
    }
    return result
  }

  /// Adds some rows of the product with a dense matrix [``width``, `outputs`] to a result
  /// [``count``, `outputs`].
  ///
  /// - Parameter squared: Whether the entries' squares are multiplied.
  package func multiply(
    _ rows: Range<Int>, outputs: Int, squared: Bool = false, _ dense: UnsafePointer<Double>,
    addingTo result: UnsafeMutablePointer<Double>
  ) {
    offsets.withUnsafeBufferPointer { offsets in
      columns.withUnsafeBufferPointer { columns in
        values.withUnsafeBufferPointer { values in
          var sparse = kernel_sparse(
            offsets: offsets.baseAddress, columns: columns.baseAddress, values: values.baseAddress,
            is_squared: squared ? 1 : 0)
          kernel_multiply_sparse(
            &sparse, rows.lowerBound, rows.upperBound, outputs, dense, result)
        }
      }
    }
  }
}
