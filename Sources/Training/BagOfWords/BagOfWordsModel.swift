package import Datasets
package import Statistics
internal import Tensors

/// A linear model of pieces and pairs of neighbours, fitted to a training split: what shows how
/// much of a task needs no encoder.
///
/// How strongly weights are held small is chosen on a tenth of the training split, held out by a
/// fixed shuffle, by the least loss there (``PenaltySearch``); then all of the split is fitted,
/// from the parameters that were best on. The same data give the same bits, with any number of
/// threads.
package struct BagOfWordsModel: Sendable {
  /// How much of the value the last step of a fit may have been worth: where penalties are
  /// compared, and in the end. Scores are then those of the minimum to well below 1e-3.
  static let (trialTolerance, lastTolerance) = (1e-4, 1e-6)

  private let bag: BagOfWords
  private let linear: LinearModel
  private let threads: Int
  /// How many numbers tell an example.
  package var features: Int { bag.width }
  /// How the penalty was chosen.
  package let search: PenaltySearch
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
    let place = Vector(path.best)
    let end = NewtonMethod(LinearProblem(rows, targets, workers)).minimise(
      from: place, penalty: search.best, tolerance: lastTolerance, while: goesOn)
    return end.map { (search, place.array, $0) }
  }

  /// What it tells of every example of a split, in order, and how well.
  ///
  /// - Returns: The mean loss is the cross-entropy in nats, or the squared error of scores.
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
