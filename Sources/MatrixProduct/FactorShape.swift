/// How a matrix's rows and columns are factorised: tensor k has rows[k] row and columns[k] column
/// entries.
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

  /// How many local tensors there are.
  package var count: Int { rows.count }
  package var rowCount: Int { rows.reduce(1, *) }
  package var columnCount: Int { columns.reduce(1, *) }

  /// The entries of tensor k's two outer indices together.
  func size(_ k: Int) -> Int { rows[k] * columns[k] }

  /// The bond dimensions of an exact decomposition, both ends 1 included.
  ///
  /// d_k = min(∏_{m≤k} i_m j_m, ∏_{m>k} i_m j_m): MPOBERT (arXiv 2303.16753), section 3.2.1.
  package var fullBonds: [Int] {
    (0...count).map { k in
      min((0..<k).reduce(1) { $0 * size($1) }, (k..<count).reduce(1) { $0 * size($1) })
    }
  }

  /// How many scalars a chain of these bonds has.
  package func parameterCount(bonds: [Int]) -> Int {
    (0..<count).reduce(0) { $0 + bonds[$1] * size($1) * bonds[$1 + 1] }
  }

  /// The bonds that a chain of these caps has: none above the cap, nor above what the bond and the
  /// tensor to the left of it can tell apart, so that a list of caps may ask for more than it gets.
  package func reachable(_ caps: [Int]) -> [Int] {
    let full = fullBonds
    return caps.indices.dropFirst().reduce(into: [1]) { bonds, k in
      bonds.append(min(caps[k], full[k], bonds[k - 1] * size(k - 1)))
    }
  }

  /// Full bonds, none above `cap`.
  package func bonds(cap: Int?) -> [Int] { fullBonds.map { min($0, cap ?? $0) } }
}

extension FactorShape {
  /// The factor lists of MPOBERT's released configuration, for five tensors.
  private static let released: [Int: [Int]] = [
    768: [4, 4, 4, 4, 3], 1024: [4, 4, 4, 4, 4], 2048: [4, 4, 8, 4, 4], 2304: [4, 4, 8, 6, 3],
    3072: [4, 4, 8, 6, 4], 4096: [4, 4, 8, 8, 4],
  ]

  /// The released lists where there are such, else balanced ones.
  package static func balanced(rows: Int, columns: Int, tensors: Int = 5) -> FactorShape {
    FactorShape(
      rows: factors(of: rows, count: tensors), columns: factors(of: columns, count: tensors))
  }

  /// `count` factors of a number, as equal as its primes allow, the largest in the middle.
  ///
  /// The primes are dealt from the largest down, each to the smallest factor so far; a prime number
  /// is itself and ones.
  package static func factors(of number: Int, count: Int) -> [Int] {
    if count == 5, let list = released[number] { return list }
    var factors = Array(repeating: 1, count: count)
    for prime in primes(of: number).reversed() {
      guard let smallest = factors.indices.min(by: { factors[$0] < factors[$1] }) else { break }
      factors[smallest] *= prime
    }
    return largestInTheMiddle(factors.sorted(by: >))
  }

  /// The number from `rows` to a fiftieth more whose factors are the most equal: the size to which
  /// an awkward number of rows, such as a vocabulary's, is padded with zeros.
  package static func padded(rows: Int, count: Int) -> Int {
    let candidates = rows...(rows + max(rows / 50, 8))
    return candidates.min { a, b in
      factors(of: a, count: count).reduce(0, +) < factors(of: b, count: count).reduce(0, +)
    } ?? rows
  }

  private static func primes(of number: Int) -> [Int] {
    var rest = number
    var primes = [Int]()
    var candidate = 2
    while candidate * candidate <= rest {
      while rest.isMultiple(of: candidate) {
        primes.append(candidate)
        rest /= candidate
      }
      candidate += 1
    }
    return rest > 1 ? primes + [rest] : primes
  }

  /// The first at the centre, then alternately right and left of it.
  private static func largestInTheMiddle(_ descending: [Int]) -> [Int] {
    var placed = Array(repeating: 1, count: descending.count)
    let centre = descending.count / 2
    for (index, factor) in descending.enumerated() {
      let distance = (index + 1) / 2
      let wanted = index.isMultiple(of: 2) ? centre - distance : centre + distance
      placed[(wanted + descending.count) % descending.count] = factor
    }
    return placed
  }
}
