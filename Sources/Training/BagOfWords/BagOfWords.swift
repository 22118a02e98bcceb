internal import Datasets
internal import Glibc
internal import Tensors

/// Turns texts into weighted counts of their tokens and pairs of neighbouring tokens, which a
/// linear model can learn from without an encoder.
///
/// A count is weighted by how rare its term is among the examples learned from, ln((1 + n) /
/// (1 + d)) + 1 for a term in d of n, and each example's numbers are then scaled to length 1, as in
/// scikit-learn's `TfidfVectorizer`. Terms in a single example are left out.
///
/// A pair of texts has the terms of the first, those of the second, those that both share, and
/// those that only one of them has, each of these four in columns of their own. Two more columns,
/// which are not scaled, have the share of the tokens, and of the pairs of neighbours, that the
/// texts have in common.
struct BagOfWords: Sendable {
  /// The texts in which a term was counted.
  private enum Source: UInt8, Sendable {
    case text, second, both, one
  }

  private struct Feature: Hashable, Comparable, Sendable {
    let source: Source
    let term: PieceCounts.Term

    static func < (one: Feature, other: Feature) -> Bool {
      (one.source.rawValue, one.term) < (other.source.rawValue, other.term)
    }
  }

  private let columns: [Feature: Int32]
  /// Weight of each column's term [columns].
  private let rarities: [Double]
  private let comparesPairs: Bool

  /// Learns from a split which terms there are, and how rare they are.
  init(_ split: EncodedSplit) {
    comparesPairs = split.segments != nil
    var seen: [Feature] = []
    for example in 0..<split.count { seen += Self.features(of: split, example).map(\.feature) }
    seen.sort()
    var (columns, rarities): ([Feature: Int32], [Double]) = ([:], [])
    var rest = seen[...]
    while let feature = rest.first {
      let examples = rest.prefix { $0 == feature }.count
      rest = rest.dropFirst(examples)
      guard examples > 1 else { continue }
      columns[feature] = Int32(rarities.count)
      rarities.append(log(Double(1 + split.count) / Double(1 + examples)) + 1)
    }
    (self.columns, self.rarities) = (columns, rarities)
  }

  /// Number of features of an example.
  var width: Int { rarities.count + (comparesPairs ? 2 : 0) }

  /// Computes the features of a split [examples, ``width``].
  func rows(_ split: EncodedSplit) -> SparseRows {
    var rows = SparseRows(width: width)
    for example in 0..<split.count { rows.append(entries(of: split, example)) }
    return rows
  }

  private func entries(
    of split: EncodedSplit, _ example: Int
  ) -> [(column: Int32, value: Double)] {
    let weighted = Self.features(of: split, example).compactMap { counted in
      columns[counted.feature].map { column in
        (column: column, value: Double(counted.count) * rarities[Int(column)])
      }
    }
    let length = weighted.reduce(0) { $0 + $1.value * $1.value }.squareRoot()
    var entries = weighted.map { (column: $0.column, value: $0.value / length) }
    let texts = split.texts(of: example)
    guard comparesPairs, texts.count == 2 else { return entries }
    let (both, one) = PieceCounts.compare(PieceCounts(texts[0]), PieceCounts(texts[1]))
    for (offset, ofPairs) in [false, true].enumerated() {
      let common = both.total(ofPairs: ofPairs)
      let all = common + one.total(ofPairs: ofPairs)
      guard common > 0 else { continue }
      entries.append((Int32(rarities.count + offset), Double(common) / Double(all)))
    }
    return entries
  }

  /// Counts every feature of an example, in ascending order.
  private static func features(
    of split: EncodedSplit, _ example: Int
  ) -> [(feature: Feature, count: Int)] {
    let texts = split.texts(of: example).map { PieceCounts($0) }
    func from(_ source: Source, _ counts: PieceCounts) -> [(feature: Feature, count: Int)] {
      zip(counts.terms, counts.counts).map { (Feature(source: source, term: $0), $1) }
    }
    guard texts.count == 2 else { return from(.text, texts[0]) }
    let (both, one) = PieceCounts.compare(texts[0], texts[1])
    return from(.text, texts[0]) + from(.second, texts[1]) + from(.both, both) + from(.one, one)
  }
}
