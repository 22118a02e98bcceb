internal import FoundationEssentials
internal import Serialization
internal import Statistics

/// A metric that can be computed anew over any rows of a split, from the predictions of one run.
struct RowMeasure {
  /// Number of rows.
  let rows: Int
  /// What is right for each row, by which two runs are known to have predicted the same rows.
  let labels: [String]
  /// Whether each row was predicted correctly; nil where the metric isn't the share of such rows.
  let hits: [Bool]?
  /// Computes the metric over rows, of which some may be given several times; nil where it is
  /// undefined.
  let value: @Sendable ([Int]) -> Double?

  /// Makes a measure that is a mean over rows.
  ///
  /// - Parameter weights: The weight of each row; nil for equal ones.
  fileprivate init(
    meanOf values: [Double], weights: [Double]? = nil, labels: [String], hits: [Bool]? = nil
  ) {
    (rows, self.labels, self.hits) = (values.count, labels, hits)
    value = { rows in
      guard let weights else { return rows.reduce(0) { $0 + values[$1] } / Double(rows.count) }
      let all = rows.reduce(0) { $0 + weights[$1] }
      return all == 0 ? nil : rows.reduce(0) { $0 + weights[$1] * values[$1] } / all
    }
  }

  fileprivate init(
    _ metric: any PredictionMetric.Type, labels: [String],
    predictions: @escaping @Sendable ([Int]) -> Predictions
  ) {
    (rows, self.labels, hits) = (labels.count, labels, nil)
    value = { metric.value(of: predictions($0)) }
  }
}

/// The predictions that an evaluation left, example by example.
struct PredictedExamples {
  private let columns: [String: [String]]
  /// The classes in their order, for predictions of classes.
  private let classes: [String]

  /// Reads the file of a run's predictions.
  init(file: String) throws {
    var reader = CommaSeparated.Reader([UInt8](try Data(contentsOf: URL(filePath: file))))
    let header = reader.texts() ?? []
    var columns = header.map { _ in [String]() }
    while let line = reader.texts() {
      for (column, field) in line.enumerated() where column < columns.count {
        columns[column].append(field)
      }
    }
    self.columns = Dictionary(zip(header, columns), uniquingKeysWith: { first, _ in first })
    classes = header.filter { $0.hasPrefix("score.") }.map { String($0.dropFirst(6)) }
  }

  /// Returns how a metric follows from rows; nil for metrics that don't follow from them.
  func measure(_ name: String) -> RowMeasure? {
    if let masked = numbers("masked") { return ofMasked(name, masked) }
    guard let labels = columns["label"] else { return nil }
    if name == "loss", let losses = numbers("loss") {
      return RowMeasure(meanOf: losses, labels: labels)
    }
    if columns["exact_match"] != nil {
      return numbers(name).map { RowMeasure(meanOf: $0, labels: labels) }
    }
    return classes.isEmpty ? ofScores(name, labels) : ofClasses(name, labels)
  }

  /// Computes metrics of masked tokens, which weigh each sequence by the number of them.
  private func ofMasked(_ name: String, _ masked: [Double]) -> RowMeasure? {
    let labels = columns["masked"] ?? []
    switch name {
    case "loss":
      return numbers("loss").map { RowMeasure(meanOf: $0, weights: masked, labels: labels) }
    case "accuracy":
      return numbers("right").map { right in
        let shares = zip(right, masked).map { $1 == 0 ? 0 : $0 / $1 }
        return RowMeasure(meanOf: shares, weights: masked, labels: labels)
      }
    default: return nil
    }
  }

  private func ofClasses(_ name: String, _ labels: [String]) -> RowMeasure? {
    guard let predicted = columns["predicted"], let metric = metric(name, of: .classes) else {
      return nil
    }
    let hits = zip(labels, predicted).map { $0 == $1 }
    if metric == Accuracy.self {
      return RowMeasure(meanOf: hits.map { $0 ? 1 : 0 }, labels: labels, hits: hits)
    }
    let (right, found) = (labels.map(index), predicted.map(index))
    let count = classes.count
    return RowMeasure(metric, labels: labels) { rows in
      .classes(rows.map { found[$0] }, labels: rows.map { right[$0] }, count: count)
    }
  }

  private func index(ofClass name: String) -> Int32 {
    Int32(classes.firstIndex(of: name) ?? -1)
  }

  private func ofScores(_ name: String, _ labels: [String]) -> RowMeasure? {
    guard let right = numbers("label"), let found = numbers("predicted"),
      let metric = metric(name, of: .scores)
    else { return nil }
    let (scores, targets) = (found.map { Float($0) }, right.map { Float($0) })
    return RowMeasure(metric, labels: labels) { rows in
      .scores(rows.map { scores[$0] }, right: rows.map { targets[$0] })
    }
  }

  private func metric(
    _ name: String, of form: Predictions.Form
  ) -> (any PredictionMetric.Type)? {
    MetricCatalog.metrics(of: form).first { $0.declaration.name == name }
  }

  /// Reads a column as numbers; nil where it isn't there, or holds anything else.
  private func numbers(_ column: String) -> [Double]? {
    guard let texts = columns[column] else { return nil }
    let numbers = texts.compactMap { Double($0) }
    return numbers.count == texts.count ? numbers : nil
  }
}
