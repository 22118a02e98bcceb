internal import Datasets
internal import Tensors

/// Fits with one penalty after the other, and judges each by its loss on a tenth of the rows, held
/// out by a fixed shuffle.
///
/// A fit begins where the one before ended, or from zero where that had a weaker penalty.
struct PenaltyPath {
  private let newton: NewtonMethod
  private let heldOut: (rows: SparseRows, targets: LinearTargets)
  private let workers: Workers
  private let point: Vector
  private var last = Double.infinity
  private var leastLoss = Double.infinity
  /// Parameters with the least loss.
  private(set) var best: [Double]

  /// Holds out a tenth of the rows.
  ///
  /// - Parameter rows: The features of the training split [examples, width]; at least two rows.
  init(_ rows: SparseRows, _ targets: LinearTargets, _ workers: Workers) {
    let shuffled = BatchOrder(exampleCount: rows.count, batchSize: rows.count, seed: 0)
      .examples(step: 0)
    let count = max(1, rows.count / 10)
    let (out, kept) = (shuffled.prefix(count).sorted(), shuffled.dropFirst(count).sorted())
    heldOut = (rows.picked(out), targets.picked(out))
    newton = NewtonMethod(LinearProblem(rows.picked(kept), targets.picked(kept), workers))
    self.workers = workers
    point = Vector((rows.width + 1) * targets.outputs)
    best = point.array
  }

  /// Fits with a penalty and returns the mean loss on the rows held out; nil where `goesOn`
  /// returned false.
  mutating func loss(_ penalty: Double, while goesOn: () -> Bool) -> Double? {
    if penalty > last { point.clear() }
    last = penalty
    let end = newton.minimise(
      from: point, penalty: penalty, tolerance: BagOfWordsModel.trialTolerance, while: goesOn)
    guard end != nil else { return nil }
    let found = point.array
    let outputs = LinearModel(outputs: heldOut.targets.outputs, found).outputs(
      of: heldOut.rows, workers)
    let loss = heldOut.targets.loss(outputs) / Double(heldOut.targets.count)
    if loss < leastLoss { (leastLoss, best) = (loss, found) }
    return loss
  }
}
