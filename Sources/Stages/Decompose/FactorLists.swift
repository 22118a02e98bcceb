internal import Models
internal import Training

extension DecompositionOptions {
  /// Finds a list of factors that fits no matrix of a model; nil where each fits one.
  ///
  /// - Parameter tableRows: Rows of the word embeddings; nil where these are not decomposed.
  func misfitOfFactors(in encoder: EncoderShape, tableRows: Int?) -> Misfit? {
    let sides = sides(of: encoder, tableRows: tableRows)
    return factorLists?.first { !sides.contains($0.reduce(1, *)) }.map { list in
      Misfit(
        "no matrix has a side of \(list.reduce(1, *)), the product of the factors \(list)",
        cure: "the sides are \(sides.sorted().map(String.init).joined(separator: ", "))")
    }
  }

  private func sides(of encoder: EncoderShape, tableRows: Int?) -> Set<Int> {
    var sides: Set<Int> = []
    for matrix in MatrixKind.allCases {
      let size = encoder.size(of: matrix)
      sides.formUnion([size.rows, size.columns])
    }
    if let tableRows { sides.formUnion([paddedRows(tableRows), encoder.embedding]) }
    return sides
  }
}
