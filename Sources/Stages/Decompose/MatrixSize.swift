/// The size of a matrix of a donor.
struct MatrixSize: Hashable {
  let rows: Int
  let columns: Int
  /// Number of rows of a chain of several tensors, which pads the rows of an embedding table.
  let chainRows: Int

  /// Number of entries.
  var count: Int { rows * columns }
}

extension DecompositionOptions {
  /// Makes the size of a layer's matrix, whose rows and columns are factorised as they are.
  func size(rows: Int, columns: Int) -> MatrixSize {
    MatrixSize(rows: rows, columns: columns, chainRows: rows)
  }

  /// Makes the size of a table of word embeddings.
  func size(ofTable rows: Int, columns: Int) -> MatrixSize {
    MatrixSize(rows: rows, columns: columns, chainRows: paddedRows(rows))
  }
}
