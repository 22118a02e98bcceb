internal import Datasets
internal import Tensors

/// Fits with one penalty after the other, each judged by its loss on a tenth of the rows, held out
/// by a fixed shuffle.
///
/// A fit begins where the one before ended, or from zero where that had a weaker penalty.
struct PenaltyPath {
  private let newton: NewtonMethod
  private let heldOut: (rows: SparseRows, targets: LinearTargets)
  private let workers: Workers
  private let place: Vector
  private var last = Double.infinity
  private var leastLoss = Double.infinity
  /// The parameters with the least loss.
  private(set) var best: [Double]

  /// - Parameter rows: At least two.
  init(_ rows: SparseRows, _ targets: LinearTargets, _ workers: Workers) {
    let shuffled = BatchOrder(exampleCount: rows.count, batchSize: rows.count, seed: 0)
      .examples(step: 0)
    let count = max(1, rows.count / 10)
    let (out, kept) = (shuffled.prefix(count).sorted(), shuffled.dropFirst(count).sorted())
    heldOut = (rows.picked(out), targets.picked(out))
    newton = NewtonMethod(LinearProblem(rows.picked(kept), targets.picked(kept), workers))
    self.workers = workers
    place = Vector((rows.width + 1) * targets.outputs)
    best = place.array
  }

  /// The mean loss on the rows held out; nil where it was told to stop.
  mutating func loss(_ penalty: Double, while goesOn: () -> Bool) -> Double? {
    if penalty > last { place.clear() }
    last = penalty
    let end = newton.minimise(
      from: place, penalty: penalty, tolerance: BagOfWordsModel.trialTolerance, while: goesOn)
    guard end != nil else { return nil }
    let found = place.array
    let outputs = LinearModel(outputs: heldOut.targets.outputs, found).outputs(
      of: heldOut.rows, workers)
    let loss = heldOut.targets.loss(outputs) / Double(heldOut.targets.count)
    if loss < leastLoss { (leastLoss, best) = (loss, found) }
    return loss
  }
}
