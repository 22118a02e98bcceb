package import Datasets
package import Statistics
internal import Tensors

/// A linear model of tokens and pairs of neighbouring tokens, fitted to a training split, which
/// shows how much of a task needs no encoder.
///
/// The L2 penalty is chosen by the least loss on a tenth of the training split, held out by a fixed
/// shuffle (``PenaltySearch``); then all of the split is fitted, starting from the parameters that
/// were best. The same data give the same bits, with any number of threads.
package struct BagOfWordsModel: Sendable {
  /// Largest share of the value that the last step of a fit may gain, where penalties are compared
  /// and in the last fit. Scores are then those of the minimum to well below 1e-3.
  static let (trialTolerance, lastTolerance) = (1e-4, 1e-6)

  private let bag: BagOfWords
  private let linear: LinearModel
  private let threads: Int
  /// Number of features of an example.
  package var features: Int { bag.width }
  /// The search that chose the penalty.
  package let search: PenaltySearch
  /// Number of steps of the last fit.
  package let iterations: Int
  /// Largest entry of the gradient after the last fit, of the sum over all training rows.
  package let slope: Double

  /// Fits a model to the split `train`.
  ///
  /// - Parameter progress: Called before each step with the number of fits done and of all fits;
  ///   returns whether to go on.
  /// - Returns: nil where `progress` said to stop.
  /// - Throws: `DatasetError` where there is nothing to classify or to score, or too little.
  package static func fit(
    _ data: EncodedDataset, threads: Int = 1, progress: (Int, Int) -> Bool
  ) throws -> BagOfWordsModel? {
    let split = try data.split("train")
    let targets = try data.linearTargets("train")
    guard split.count > 1 else {
      throw DatasetError("the split 'train' has one example; expected at least two")
    }
    let bag = BagOfWords(split)
    let rows = bag.rows(split)
    let workers = Workers(threads: threads)
    let found = workers.together { fit(rows, targets, workers, progress) }
    return found.map { search, parameters, end in
      BagOfWordsModel(
        bag: bag, linear: LinearModel(outputs: targets.outputs, parameters), threads: threads,
        search: search, iterations: end.iterations, slope: end.slope)
    }
  }

  private static func fit(
    _ rows: SparseRows, _ targets: LinearTargets, _ workers: Workers,
    _ progress: (Int, Int) -> Bool
  ) -> (search: PenaltySearch, parameters: [Double], end: NewtonMethod.End)? {
    var path = PenaltyPath(rows, targets, workers)
    var done = 0
    func goesOn() -> Bool { progress(done, max(PenaltySearch.grid.count, done) + 1) }
    let search = PenaltySearch { penalty in
      defer { done += 1 }
      return path.loss(penalty, while: goesOn)
    }
    guard let search else { return nil }
    let point = Vector(path.best)
    let end = NewtonMethod(LinearProblem(rows, targets, workers)).minimise(
      from: point, penalty: search.best, tolerance: lastTolerance, while: goesOn)
    return end.map { (search, point.array, $0) }
  }

  /// Predicts the class or score of every example of a split, in order.
  ///
  /// - Returns: The predictions, and the mean loss: the cross-entropy in nats, or the squared error
  ///   of scores.
  /// - Throws: `DatasetError` where the split is missing, or there is nothing to compare with.
  package func evaluate(
    _ data: EncodedDataset, split name: String
  ) throws -> (predictions: Predictions, loss: Double) {
    let targets = try data.linearTargets(name)
    let outputs = linear.outputs(of: bag.rows(try data.split(name)), Workers(threads: threads))
    let mean = targets.loss(outputs) / Double(targets.count)
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

extension EncodedDataset {
  /// Returns the classes or scores that a linear model is to predict.
  fileprivate func linearTargets(_ name: String) throws -> LinearTargets {
    let split = try split(name)
    if content == .scores, let scores = split.scores {
      return .scores(scores.map { Double($0) })
    }
    if content == .classes, let labels = split.labels {
      return .classes(labels, count: classes.count)
    }
    guard content == .scores || content == .classes else {
      throw DatasetError("a bag of words predicts classes or scores; these data have neither")
    }
    throw DatasetError("the split '\(name)' has nothing to compare with; choose another one")
  }
}
