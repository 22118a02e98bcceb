/// Adds up scores of batches row by row in double precision, so that the sums are the same however
/// rows are cut into batches.
struct ScoreTally {
  private var sum = 0.0
  private(set) var rows = 0
  private(set) var correct = 0

  mutating func add(_ score: BatchScore) {
    for loss in score.perRowLoss { sum += Double(loss) }
    rows += score.rows
    correct += score.correct
  }

  /// Mean loss over the rows; 0 where there are none.
  var loss: Double { sum / Double(max(1, rows)) }

  /// Share of the rows that are right; 0 where there are none.
  var accuracy: Double { Double(correct) / Double(max(1, rows)) }
}
