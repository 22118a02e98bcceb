/// How large a matrix of a donor is.
struct MatrixSize: Hashable {
  let rows: Int
  let columns: Int
  /// How many rows a chain of several tensors has: an embedding table's are padded with zeros.
  let chainRows: Int

  /// How many numbers it has.
  var count: Int { rows * columns }
}

extension DecompositionOptions {
  /// The size of a layer's matrix, whose rows and columns are factorised as they are.
  func size(rows: Int, columns: Int) -> MatrixSize {
    MatrixSize(rows: rows, columns: columns, chainRows: rows)
  }

  /// The size of a table of word embeddings.
  func size(ofTable rows: Int, columns: Int) -> MatrixSize {
    MatrixSize(rows: rows, columns: columns, chainRows: paddedRows(rows))
  }
}
