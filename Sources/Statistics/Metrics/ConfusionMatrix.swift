/// How often each class was taken for which: what accuracy, F1 and Matthews' correlation need.
///
/// Classes are the numbers that occur as a label or as a prediction, as scikit-learn has it; one
/// that occurs as neither counts nowhere. Every figure of no rows at all is not a number.
package struct ConfusionMatrix: Hashable, Sendable {
  /// A class's rows: right, labelled so, and predicted so.
  private struct Tally: Hashable {
    var right = 0
    var labelled = 0
    var predicted = 0

    /// 2 TP / (2 TP + FP + FN); 0 where the class occurs nowhere.
    var f1: Double {
      labelled + predicted == 0 ? 0 : 2 * Double(right) / Double(labelled + predicted)
    }
  }

  private let tallies: [Int32: Tally]
  /// The rows compared.
  package let rows: Int

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

  /// Of predicted classes; nil where there are no rows, and for predictions of other forms.
  init?(_ predictions: Predictions) {
    guard case .classes(let classes, let labels, _) = predictions, !labels.isEmpty else {
      return nil
    }
    self.init(labels: labels, predictions: classes)
  }

  private var right: Int { tallies.values.reduce(0) { $0 + $1.right } }

  /// The part of the rows whose prediction is their label.
  package var accuracy: Double { Double(right) / Double(rows) }

  /// The harmonic mean of one class's precision and recall.
  ///
  /// Undefined where the class is neither a label nor a prediction; it is 0 then, scikit-learn's
  /// `zero_division`, so a 0 may also say that there was nothing to find.
  /// - Parameter positive: The class that is looked for; GLUE's MRPC and QQP take class 1.
  package func f1(positive: Int32 = 1) -> Double {
    rows == 0 ? .nan : (tallies[positive] ?? Tally()).f1
  }

  /// The mean of F1 over all classes, each of the same weight.
  package var macroF1: Double { mean(tallies.keys.sorted().map { f1(positive: $0) }) }

  /// Matthews' correlation of two classes, and Gorodkin's R_K of more (Computational Biology and
  /// Chemistry 28, 2004, equation 8): between -1 and 1, and 0 for chance.
  ///
  /// Undefined where all labels, or all predictions, are of one class; it is 0 then, as
  /// scikit-learn and GLUE's evaluation have it: such predictions tell nothing.
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
