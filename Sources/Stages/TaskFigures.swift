internal import Pipeline
internal import Statistics
internal import Training

/// The metrics of a task under the names that tables use, whatever made the predictions.
enum TaskFigures {
  /// The splits that may be scored.
  static let splits = ["train", "validation", "validation_mismatched", "test", "test_mismatched"]

  /// Every name of a figure that may be a task's headline.
  static let names = [
    "accuracy", "f1", "macro_f1", "matthews", "pearson", "spearman", "exact_match",
  ]

  /// - Parameter count: How many classes the task has.
  static func of(_ predictions: Predictions, classes count: Int) -> [Metric] {
    switch predictions {
    case .classes(let classes, let labels): ofClasses(classes, labels: labels, count: count)
    case .scores(let scores, let right): ofScores(scores, right: right)
    case .answers(let answers, let right): ofAnswers(answers, right: right)
    }
  }

  /// Accuracy, F1 (of class 1 where there are two, as GLUE has it for MRPC and QQP, and the mean
  /// over classes), Matthews' correlation, and what always naming the commonest class would score.
  ///
  /// - Parameter count: How many classes the task has.
  private static func ofClasses(_ classes: [Int32], labels: [Int32], count: Int) -> [Metric] {
    let matrix = ConfusionMatrix(labels: labels, predictions: classes)
    return [Metric("accuracy", matrix.accuracy)]
      + (count == 2 ? [Metric("f1", matrix.f1())] : [])
      + [
        Metric("macro_f1", matrix.macroF1), Metric("matthews", matrix.matthews),
        Metric("largest_class", largestShare(labels)),
      ]
  }

  /// Pearson's and Spearman's correlation with what is right, where they are defined.
  private static func ofScores(_ scores: [Float], right: [Float]) -> [Metric] {
    let (scores, right) = (scores.map { Double($0) }, right.map { Double($0) })
    return [
      Metric("pearson", pearson(scores, right)), Metric("spearman", spearman(scores, right)),
    ].filter { !$0.value.isNaN }
  }

  /// Exact match and F1 as SQuAD's evaluation has them (Rajpurkar et al. 2016, section 6.1), as
  /// fractions of 1: means over questions, each the best over the answers that people gave.
  private static func ofAnswers(_ answers: [String], right: [[String]]) -> [Metric] {
    let agreements = zip(answers, right).map { AnswerAgreement($0, right: $1) }
    let count = Double(max(1, agreements.count))
    return [
      Metric("exact_match", agreements.reduce(0) { $0 + $1.exactMatch } / count),
      Metric("f1", agreements.reduce(0) { $0 + $1.f1 } / count),
      Metric("questions", Double(agreements.count)),
    ]
  }

  private static func largestShare(_ labels: [Int32]) -> Double {
    var counts: [Int32: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    return Double(counts.values.max() ?? 0) / Double(max(1, labels.count))
  }
}
