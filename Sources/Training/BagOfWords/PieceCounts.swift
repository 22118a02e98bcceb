/// How often each piece and each pair of neighbours occurs in a text.
struct PieceCounts {
  /// What is counted: a piece, or two that stand side by side in this order.
  struct Term: Hashable, Comparable {
    private let code: UInt64

    init(_ piece: Int32) { code = UInt64(piece) << 32 }

    init(_ first: Int32, _ second: Int32) { code = UInt64(first) << 32 | UInt64(second) + 1 }

    var isPair: Bool { code & 0xFFFF_FFFF != 0 }

    static func < (one: Term, other: Term) -> Bool { one.code < other.code }
  }

  /// Ascending.
  private(set) var terms: [Term] = []
  private(set) var counts: [Int] = []

  private init() {}

  init(_ pieces: ArraySlice<Int32>) {
    let all = pieces.map { Term($0) } + zip(pieces, pieces.dropFirst()).map { Term($0, $1) }
    for term in all.sorted() {
      if terms.last == term { counts[counts.count - 1] += 1 } else { add(term, 1) }
    }
  }

  private mutating func add(_ term: Term, _ count: Int) {
    guard count > 0 else { return }
    terms.append(term)
    counts.append(count)
  }

  /// Each term as often as both have it, and as often as only one of them has.
  static func compare(_ a: PieceCounts, _ b: PieceCounts) -> (both: PieceCounts, one: PieceCounts) {
    var (both, one) = (PieceCounts(), PieceCounts())
    var (i, j) = (0, 0)
    while i < a.terms.count || j < b.terms.count {
      if j == b.terms.count || i < a.terms.count && a.terms[i] < b.terms[j] {
        one.add(a.terms[i], a.counts[i])
        i += 1
      } else if i == a.terms.count || b.terms[j] < a.terms[i] {
        one.add(b.terms[j], b.counts[j])
        j += 1
      } else {
        both.add(a.terms[i], min(a.counts[i], b.counts[j]))
        one.add(a.terms[i], abs(a.counts[i] - b.counts[j]))
        (i, j) = (i + 1, j + 1)
      }
    }
    return (both, one)
  }

  /// How many terms there are, repetitions counted: pieces, or pairs of neighbours.
  func total(ofPairs wantsPairs: Bool) -> Int {
    zip(terms, counts).reduce(0) { $0 + ($1.0.isPair == wantsPairs ? $1.1 : 0) }
  }
}
