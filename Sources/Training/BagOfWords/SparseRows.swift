/// Rows of numbers of which most are zero, end to end.
struct SparseRows: Sendable {
  /// The length of every row.
  let width: Int
  /// Row `i` has the entries `offsets[i]..<offsets[i + 1]`.
  private(set) var offsets = [0]
  private(set) var columns: [Int32] = []
  private(set) var values: [Double] = []

  init(width: Int) { self.width = width }

  var count: Int { offsets.count - 1 }

  /// - Parameter entries: Each column at most once, ascending.
  mutating func append(_ entries: [(column: Int32, value: Double)]) {
    for entry in entries {
      columns.append(entry.column)
      values.append(entry.value)
    }
    offsets.append(columns.count)
  }

  /// Some of the rows, in the order asked for.
  func picked(_ rows: [Int]) -> SparseRows {
    var picked = SparseRows(width: width)
    for row in rows {
      let range = offsets[row]..<offsets[row + 1]
      picked.columns += columns[range]
      picked.values += values[range]
      picked.offsets.append(picked.columns.count)
    }
    return picked
  }
}
