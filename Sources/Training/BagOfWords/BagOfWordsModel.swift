package import Datasets
package import Statistics

/// A linear model of pieces and pairs of neighbours, fitted to a training split: what shows how
/// much of a task needs no encoder.
///
/// How strongly weights are held small is chosen on a tenth of the training split, held out by a
/// fixed shuffle, by the least loss there; then all of the split is fitted. The same data give the
/// same bits.
package struct BagOfWordsModel: Sendable {
  /// The penalties tried, from strong to weak; scikit-learn's `C` is one over it.
  static let penalties = [30, 10, 3, 1, 0.3, 0.1, 0.03]

  private let bag: BagOfWords
  private let linear: LinearModel
  /// How many numbers tell an example.
  package var features: Int { bag.width }
  /// The penalty chosen.
  package let penalty: Double
  /// Steps of the last fit.
  package let iterations: Int
  /// The largest slope left by the last fit, of the sum over all training rows.
  package let slope: Double

  /// Fits a model to the split `train`.
  ///
  /// - Parameter progress: Told how many of so many fits are done, before each step; returns
  ///   whether to go on.
  /// - Returns: nil where `progress` said to stop.
  /// - Throws: `DatasetError` where there is nothing to classify or to score, or too little.
  package static func fit(
    _ data: EncodedDataset, progress: (Int, Int) -> Bool
  ) throws -> BagOfWordsModel? {
    let split = try data.split("train")
    let targets = try data.linearTargets("train")
    guard split.count > 1 else {
      throw DatasetError("the split 'train' has one example; expected at least two")
    }
    let bag = BagOfWords(split)
    let rows = bag.rows(split)
    let shuffled = BatchOrder(exampleCount: split.count, batchSize: split.count, seed: 0)
      .examples(step: 0)
    let kept = shuffled.dropFirst(max(1, split.count / 10)).sorted()
    let heldOut = shuffled.prefix(max(1, split.count / 10)).sorted()
    let trial = Fit(rows.picked(kept), targets.picked(kept))
    let judge = LinearObjective(rows.picked(heldOut), targets.picked(heldOut), penalty: 0)
    var parameters = LinearModel(width: bag.width, outputs: targets.outputs).parameters
    var best = (loss: Double.infinity, penalty: penalties[0])
    for (index, penalty) in penalties.enumerated() {
      let end = trial.run(penalty, tolerance: 1e-2, from: &parameters) {
        progress(index, penalties.count + 1)
      }
      guard end != nil else { return nil }
      var slopes = [Double](repeating: 0, count: parameters.count)
      let loss = judge.value(at: parameters, gradient: &slopes)
      if loss < best.loss { best = (loss, penalty) }
    }
    var linear = LinearModel(width: bag.width, outputs: targets.outputs)
    let end = Fit(rows, targets).run(best.penalty, tolerance: 1e-4, from: &linear.parameters) {
      progress(penalties.count, penalties.count + 1)
    }
    return end.map {
      BagOfWordsModel(
        bag: bag, linear: linear, penalty: best.penalty, iterations: $0.iterations,
        slope: $0.slope)
    }
  }

  /// What it tells of every example of a split, in order, and how well.
  ///
  /// - Returns: The mean loss is the cross-entropy in nats, or the squared error of scores.
  /// - Throws: `DatasetError` where the split is missing, or there is nothing to compare with.
  package func evaluate(
    _ data: EncodedDataset, split name: String
  ) throws -> (predictions: Predictions, loss: Double) {
    let targets = try data.linearTargets(name)
    let outputs = linear.outputs(of: bag.rows(try data.split(name)))
    var loss = 0.0
    for row in 0..<targets.count {
      var own = Array(outputs[row * linear.outputs..<(row + 1) * linear.outputs])
      loss += targets.loss(row, &own)
    }
    let mean = loss / Double(targets.count)
    switch targets {
    case .classes(let labels, _):
      return (
        .classes(linear.classes(outputs), labels: labels, count: data.classes.count), mean
      )
    case .scores(let scores):
      return (.scores(outputs.map { Float($0) }, right: scores.map { Float($0) }), 2 * mean)
    }
  }
}

/// Rows to be fitted, with any penalty.
private struct Fit {
  let rows: SparseRows
  let targets: LinearTargets

  init(_ rows: SparseRows, _ targets: LinearTargets) { (self.rows, self.targets) = (rows, targets) }

  /// Moves parameters to the minimum; nil where it was told not to go on.
  func run(
    _ penalty: Double, tolerance: Double, from parameters: inout [Double], while goesOn: () -> Bool
  ) -> LimitedMemoryBFGS.End? {
    let objective = LinearObjective(rows, targets, penalty: penalty)
    var isStopped = false
    let end = LimitedMemoryBFGS(tolerance: tolerance).minimise(from: &parameters) {
      isStopped = !goesOn()
      return !isStopped
    } _: {
      objective.value(at: $0, gradient: &$1)
    }
    return isStopped ? nil : end
  }
}

extension EncodedDataset {
  /// What a linear model is to tell of a split.
  fileprivate func linearTargets(_ name: String) throws -> LinearTargets {
    let split = try split(name)
    if content == .scores, let scores = split.scores {
      return .scores(scores.map { Double($0) })
    }
    if content == .classes, let labels = split.labels {
      return .classes(labels, count: classes.count)
    }
    guard content == .scores || content == .classes else {
      throw DatasetError("a bag of words tells classes or scores; these data have neither")
    }
    throw DatasetError("the split '\(name)' has nothing to compare with; choose another one")
  }
}
