/// Counts of each class as label and as prediction, from which accuracy, F1 and Matthews'
/// correlation are computed.
///
/// Classes are the numbers that occur as a label or as a prediction, as in scikit-learn; a class
/// that occurs as neither counts nowhere. Without any rows, every metric is NaN.
package struct ConfusionMatrix: Hashable, Sendable {
  /// Numbers of rows that have a class as label, as prediction, and as both (`right`).
  private struct Tally: Hashable {
    var right = 0
    var labelled = 0
    var predicted = 0

    /// F1 of the class, 2 TP / (2 TP + FP + FN); 0 if the class occurs nowhere.
    var f1: Double {
      labelled + predicted == 0 ? 0 : 2 * Double(right) / Double(labelled + predicted)
    }
  }

  private let tallies: [Int32: Tally]
  /// Number of rows that were compared.
  package let rows: Int

  /// Counts the pairs of label and prediction, both [rows].
  ///
  /// - Precondition: There are as many predictions as labels.
  package init(labels: [Int32], predictions: [Int32]) {
    precondition(labels.count == predictions.count, "every label has its prediction")
    var tallies: [Int32: Tally] = [:]
    for (label, prediction) in zip(labels, predictions) {
      tallies[label, default: Tally()].labelled += 1
      tallies[prediction, default: Tally()].predicted += 1
      if label == prediction { tallies[label]?.right += 1 }
    }
    (self.tallies, rows) = (tallies, labels.count)
  }

  /// Counts predicted classes; nil if there are no rows, and for predictions of other forms.
  init?(_ predictions: Predictions) {
    guard case .classes(let classes, let labels, _) = predictions, !labels.isEmpty else {
      return nil
    }
    self.init(labels: labels, predictions: classes)
  }

  private var right: Int { tallies.values.reduce(0) { $0 + $1.right } }

  /// Share of the rows whose prediction equals their label.
  package var accuracy: Double { Double(right) / Double(rows) }

  /// Returns the harmonic mean of one class's precision and recall.
  ///
  /// If the class is neither a label nor a prediction, F1 is undefined and 0 is returned, as with
  /// scikit-learn's `zero_division`: a 0 may also mean that there was nothing to find.
  /// - Parameter positive: The class that is looked for; GLUE's MRPC and QQP use class 1.
  package func f1(positive: Int32 = 1) -> Double {
    rows == 0 ? .nan : (tallies[positive] ?? Tally()).f1
  }

  /// Mean of F1 over all classes, each with the same weight.
  package var macroF1: Double { mean(tallies.keys.sorted().map { f1(positive: $0) }) }

  /// Matthews' correlation of two classes, or Gorodkin's R_K of more (Computational Biology and
  /// Chemistry 28, 2004, equation 8), between -1 and 1, where 0 is chance.
  ///
  /// If all labels or all predictions are of one class, the correlation is undefined and 0 is
  /// returned, as by scikit-learn and GLUE's evaluation.
  package var matthews: Double {
    if rows == 0 { return .nan }
    let all = rows * rows
    let (labelled, predicted, both) = tallies.values.reduce((0, 0, 0)) {
      (
        $0.0 + $1.labelled * $1.labelled, $0.1 + $1.predicted * $1.predicted,
        $0.2 + $1.labelled * $1.predicted
      )
    }
    let spread = (Double(all - labelled) * Double(all - predicted)).squareRoot()
    return spread == 0 ? 0 : Double(right * rows - both) / spread
  }
}
