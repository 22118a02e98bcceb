internal import CKernels

/// Rows of numbers in double precision of which most are zero, end to end.
package struct SparseRows: Sendable {
  /// The length of every row.
  package let width: Int
  /// Row `i` has the entries `offsets[i]..<offsets[i + 1]`.
  package private(set) var offsets = [0]
  package private(set) var columns: [Int32] = []
  package private(set) var values: [Double] = []

  package init(width: Int) { self.width = width }

  package var count: Int { offsets.count - 1 }

  /// - Parameter entries: Each column at most once, ascending.
  package mutating func append(_ entries: [(column: Int32, value: Double)]) {
    for entry in entries {
      columns.append(entry.column)
      values.append(entry.value)
    }
    offsets.append(columns.count)
  }

  /// Some of the rows, in the order asked for.
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

  /// The columns as rows.
  package func transposed() -> SparseRows {
    var result = SparseRows(width: count)
    var places = [Int](repeating: 0, count: width + 1)
    for column in columns { places[Int(column) + 1] += 1 }
    for column in 0..<width { places[column + 1] += places[column] }
    result.offsets = places
    result.columns = [Int32](repeating: 0, count: columns.count)
    result.values = [Double](repeating: 0, count: columns.count)
    for row in 0..<count {
      for entry in offsets[row]..<offsets[row + 1] {
        let column = Int(columns[entry])
        result.columns[places[column]] = Int32(row)
        result.values[places[column]] = values[entry]
        places[column] += 1
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
