internal import Statistics
internal import Tensors

/// A projection of a vector θ of `count` numbers to the large vector of all numbers of low-rank
/// terms.
///
/// Uni-LoRA (released code): large = P θ. Each row of P has one entry that isn't zero, 1/√n in a
/// drawn column, where n counts the rows with that column; so PᵀP = I, as every column is drawn at
/// least once. The large vector holds the first matrix's down [rank, columns] row-major, its up
/// [rows, rank], then the next matrix's, layer by layer.
struct Projection: Hashable, Sendable {
  /// The size of a matrix that has a term.
  struct Size: Hashable, Sendable { let rows, columns: Int }

  /// Where the term of a matrix takes its numbers from.
  struct Term: Sendable { let down, up: Gathering }

  let count, rank, seed, layers: Int
  /// The sizes of one layer's matrices that have a term.
  let sizes: [Size]

  /// The longest large vector, which takes about a gigabyte of drawn columns and factors.
  static let longest = 1 << 27

  /// Number of numbers of all terms.
  var length: Int { sizes.reduce(0) { $0 + rank * ($1.rows + $1.columns) } * layers }

  /// Whether every number of θ can be used, and the large vector isn't too long.
  var isPossible: Bool { count > 0 && count <= length && length <= Self.longest }

  /// Draws the column of every row's entry, [length]: each once, then uniformly, all of it in a
  /// random arrangement.
  func drawnColumns() -> [Int32] {
    var draws = SeededGenerator(seed: UInt64(seed), stream: "projection")
    var columns = (0..<length).map { row in
      row < count ? Int32(row) : Int32(draws.uniform() * Double(count))
    }
    for last in columns.indices.dropFirst().reversed() {
      columns.swapAt(last, Int(draws.uniform() * Double(last + 1)))
    }
    return columns
  }

  /// Divides the rows of P among the terms, layer by layer.
  ///
  /// - Parameter columns: The column of every row's entry, [length].
  func terms(_ columns: [Int32]) -> [Term] {
    var uses = [Int](repeating: 0, count: count)
    for column in columns { uses[Int(column)] += 1 }
    let factors = uses.map { Float(1 / Double(max(1, $0)).squareRoot()) }
    var first = 0
    func next(_ count: Int) -> Gathering {
      let part = Array(columns[first..<first + count])
      first += count
      return Gathering(indices: part, factors: part.map { factors[Int($0)] })
    }
    return (0..<layers).flatMap { _ in
      sizes.map { size in
        let down = next(rank * size.columns)
        return Term(down: down, up: next(size.rows * rank))
      }
    }
  }
}
