/// A model's predictions for the examples of a split, one a row, in the order of the split.
package struct ExampleTable: Sendable, Equatable {
  /// Names of the columns; the first is `row`, the example's number in the split, from 1.
  package let header: [String]
  package let rows: [[String]]

  /// Numbers the rows from 1.
  ///
  /// - Parameter rows: Cells of each example, without its number.
  init(_ header: [String], rows: [[String]]) {
    self.header = ["row"] + header
    self.rows = rows.enumerated().map { ["\($0.offset + 1)"] + $0.element }
  }
}
