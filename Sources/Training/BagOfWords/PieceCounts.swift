/// Counts of the tokens and the pairs of neighbouring tokens in a text.
struct PieceCounts {
  /// A token, or two neighbouring ones in this order.
  struct Term: Hashable, Comparable {
    private let code: UInt64

    init(_ piece: Int32) { code = UInt64(piece) << 32 }

    init(_ first: Int32, _ second: Int32) { code = UInt64(first) << 32 | UInt64(second) + 1 }

    var isPair: Bool { code & 0xFFFF_FFFF != 0 }

    static func < (one: Term, other: Term) -> Bool { one.code < other.code }
  }

  /// Terms of the text, ascending.
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

  /// Counts each term as often as both texts have it, and as often as only one of them has it.
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

  /// Returns the number of tokens, or of pairs of neighbours, repetitions counted.
  func total(ofPairs wantsPairs: Bool) -> Int {
    zip(terms, counts).reduce(0) { $0 + ($1.0.isPair == wantsPairs ? $1.1 : 0) }
  }
}
