/// The factors of a matrix's rows and columns: tensor k has the row factor rows[k] and the column
/// factor columns[k].
///
/// Rows are output features, as in a linear layer's stored weight.
package struct FactorShape: Hashable, Sendable {
  package let rows: [Int]
  package let columns: [Int]

  package init(rows: [Int], columns: [Int]) {
    precondition(
      rows.count == columns.count && rows.count >= 2 && (rows + columns).allSatisfy { $0 > 0 },
      "two lists of one length, at least 2, of positive factors")
    (self.rows, self.columns) = (rows, columns)
  }

  /// Number of local tensors.
  package var count: Int { rows.count }
  package var rowCount: Int { rows.reduce(1, *) }
  package var columnCount: Int { columns.reduce(1, *) }

  /// The product of tensor k's row and column factors.
  func size(_ k: Int) -> Int { rows[k] * columns[k] }

  /// The bond dimensions of an exact decomposition, both ends 1 included.
  ///
  /// d_k = min(∏_{m≤k} i_m j_m, ∏_{m>k} i_m j_m): MPOBERT (arXiv 2303.16753), section 3.2.1.
  package var fullBonds: [Int] {
    (0...count).map { k in
      min((0..<k).reduce(1) { $0 * size($1) }, (k..<count).reduce(1) { $0 * size($1) })
    }
  }

  /// Counts the scalars of a chain of these bonds.
  package func parameterCount(bonds: [Int]) -> Int {
    (0..<count).reduce(0) { $0 + bonds[$1] * size($1) * bonds[$1 + 1] }
  }

  /// Returns the bonds that a chain of these caps has: none above its cap, the full bond, or the
  /// bond on the left times that tensor's factors. A list of caps may thus ask for more than it
  /// gets.
  package func reachable(_ caps: [Int]) -> [Int] {
    let full = fullBonds
    return caps.indices.dropFirst().reduce(into: [1]) { bonds, k in
      bonds.append(min(caps[k], full[k], bonds[k - 1] * size(k - 1)))
    }
  }

  /// Returns the full bonds, none above `cap`.
  package func bonds(cap: Int?) -> [Int] { fullBonds.map { min($0, cap ?? $0) } }
}

extension FactorShape {
  /// The factor lists of MPOBERT's released configuration, for five tensors.
  private static let released: [Int: [Int]] = [
    768: [4, 4, 4, 4, 3], 1024: [4, 4, 4, 4, 4], 2048: [4, 4, 8, 4, 4], 2304: [4, 4, 8, 6, 3],
    3072: [4, 4, 8, 6, 4], 4096: [4, 4, 8, 8, 4],
  ]

  /// Factorises a matrix by MPOBERT's released lists where there are such, else evenly.
  package static func balanced(rows: Int, columns: Int, tensors: Int = 5) -> FactorShape {
    FactorShape(
      rows: factors(of: rows, count: tensors), columns: factors(of: columns, count: tensors))
  }

  /// Factorises a number into `count` factors, as equal as its primes allow, the largest in the
  /// middle.
  ///
  /// The primes are dealt from the largest down, each to the smallest factor so far; a prime number
  /// gives itself and ones.
  package static func factors(of number: Int, count: Int) -> [Int] {
    if count == 5, let list = released[number] { return list }
    var factors = Array(repeating: 1, count: count)
    for prime in primes(of: number).reversed() {
      guard let smallest = factors.indices.min(by: { factors[$0] < factors[$1] }) else { break }
      factors[smallest] *= prime
    }
    return largestInTheMiddle(factors.sorted(by: >))
  }

  /// Returns the number of rows to which a matrix is padded with zeros, for a number of rows such
  /// as a vocabulary's: the one from `rows` to a fiftieth more whose factors are the most equal.
  package static func padded(rows: Int, count: Int) -> Int {
    let candidates = rows...(rows + max(rows / 50, 8))
    return candidates.min { a, b in
      factors(of: a, count: count).reduce(0, +) < factors(of: b, count: count).reduce(0, +)
    } ?? rows
  }

  private static func primes(of number: Int) -> [Int] {
    var remaining = number
    var primes = [Int]()
    var candidate = 2
    while candidate * candidate <= remaining {
      while remaining.isMultiple(of: candidate) {
        primes.append(candidate)
        remaining /= candidate
      }
      candidate += 1
    }
    return remaining > 1 ? primes + [remaining] : primes
  }

  /// Orders factors from the centre outwards: the first at the centre, then alternately right and
  /// left of it.
  private static func largestInTheMiddle(_ descending: [Int]) -> [Int] {
    var ordered = Array(repeating: 1, count: descending.count)
    let centre = descending.count / 2
    for (index, factor) in descending.enumerated() {
      let distance = (index + 1) / 2
      let wanted = index.isMultiple(of: 2) ? centre - distance : centre + distance
      ordered[(wanted + descending.count) % descending.count] = factor
    }
    return ordered
  }
}
