/// The exact test of McNemar (Psychometrika 12, 1947) of two classifiers on the same rows: of the
/// rows that one alone has right, either is as likely to have each.
package struct McNemarTest: Sendable {
  /// Number of rows that the first alone has right.
  package let first: Int
  /// Number of rows that the second alone has right.
  package let second: Int

  /// Counts the rows that one alone has right.
  ///
  /// - Precondition: Both have as many rows.
  package init(_ a: [Bool], _ b: [Bool]) {
    precondition(a.count == b.count, "both classify the same rows")
    first = zip(a, b).count { $0 && !$1 }
    second = zip(a, b).count { !$0 && $1 }
  }

  /// The two-sided p-value by the binomial distribution; 1 if no row tells them apart.
  package var p: Double {
    let (least, all) = (Double(min(first, second)), Double(first + second))
    if all == 0 { return 1 }
    // The probability of at most `least` of `all` (DLMF 8.17.5).
    return min(1, 2 * regularisedBeta(0.5, complement: 0.5, all - least, least + 1))
  }
}
