package import Datasets
package import Models
internal import Spec
internal import Tensors

/// A point of the loss curve: the mean loss of the steps since the point before.
package struct CurvePoint: Hashable, Sendable {
  package let step: Int
  package let loss: Double
}

/// A loss that is not a number; the last checkpoint is still good.
package struct TrainingDiverged: Error, CustomStringConvertible {
  package let step: Int
  package let rate: Double

  package var description: String {
    "the loss is not a number at step \(step) (learning rate \(rate)); try a lower rate"
  }
}

/// Settings that freeze every parameter.
package struct NothingToLearn: Error, CustomStringConvertible {
  package var description: String { "`freeze` leaves nothing to learn; leave out one of its parts" }
}

/// The state of a training run, one optimizer step at a time.
///
/// A step depends on nothing but the parameters, the optimizer's moments and the step's number, so
/// a run that is resumed from a checkpoint ends in the same bits as one that was not interrupted.
package final class Trainer {
  package let model: StoredModel
  package let settings: TrainingSettings
  /// Steps done.
  package private(set) var step = 0
  package private(set) var curve: [CurvePoint] = []
  /// The root mean square of what the first step changed in the last hidden states of its batch,
  /// without dropout: the ‖ΔF‖ of DeepNet (arXiv 2203.00555) and MPOBERT (section 3.3.2). Nil until
  /// then, or where it isn't asked for.
  package private(set) var firstUpdate: Double?
  /// Tokens seen by this process, for the speed shown.
  package private(set) var tokens = 0
  /// Highest use of the step's arena, in bytes.
  package var peakBytes: Int { arena.peakBytes }

  private let objective: Objective
  private let split: EncodedSplit
  private let order: BatchOrder
  private let updater: ParameterUpdater
  private let frozen: Set<String>
  private let arena = Arena()
  private let workers: Workers
  private var lossesSincePoint: [Double] = []

  /// - Throws: where the data have no training split, or the model lacks the data's head.
  package init(
    _ model: StoredModel, data: EncodedDataset, settings: TrainingSettings, threads: Int
  ) throws {
    (self.model, self.settings) = (model, settings)
    objective = try Objective(data)
    split = try objective.split("train")
    order = BatchOrder(
      exampleCount: split.count, batchSize: settings.batch,
      seed: UInt64(bitPattern: Int64(settings.seed)))
    frozen = model.bank.layout.names(in: settings.frozen)
    guard frozen.count < model.bank.layout.parameters.count else { throw NothingToLearn() }
    workers = Workers(threads: threads)
    updater = ParameterUpdater(
      model.bank, settings.optimizer, frozen: frozen, rules: settings.rules,
      seed: UInt64(bitPattern: Int64(settings.seed)), workers: workers)
  }

  /// Does one step.
  ///
  /// - Returns: The mean loss of its batch.
  @discardableResult
  package func advance() throws(TrainingDiverged) -> Double {
    let before = settings.measuresFirstUpdate && step == 0 ? lastStates() : nil
    let loss = workers.together { gradients() }
    let rate = settings.rate(atStep: step)
    guard loss.isFinite else { throw TrainingDiverged(step: step + 1, rate: rate) }
    step += 1
    workers.together {
      _ = updater.update(step: step, rate: rate, decay: settings.decay, clip: settings.clip)
    }
    record(loss)
    firstUpdate = before.map { distance($0, lastStates()) } ?? firstUpdate
    return loss
  }

  private func gradients() -> Double {
    let seed = UInt64(bitPattern: Int64(settings.seed))
    let tape = Tape(arena: arena, workers: workers, recording: true)
    let weights = EncoderWeights(
      model.description, bank: model.bank, tape: tape, learning: true, frozen: frozen,
      isFresh: true)
    let dropout = Float(settings.dropout)
    let encoder = Encoder(
      weights, tape: tape,
      regularisation: Encoder.Regularisation(
        hidden: dropout, attention: dropout, seed: seed, step: UInt64(step)))
    let batch = objective.training(
      split.batch(order.examples(step: step)), seed: seed, step: step)
    let (variable, score) = batch.loss(encoder, tape: tape)
    tape.backward(from: variable)
    weights.clearUntouchedGradients()
    tokens += batch.tokens.ids.count
    return score.loss
  }

  /// The last hidden states of the first step's batch, without dropout.
  private func lastStates() -> [Float] {
    let tape = Tape(arena: arena, workers: workers, recording: false)
    let weights = EncoderWeights(model.description, bank: model.bank, tape: tape, learning: false)
    let seed = UInt64(bitPattern: Int64(settings.seed))
    let batch = objective.training(
      split.batch(order.examples(step: 0)), seed: seed, step: 0)
    return Encoder(weights, tape: tape).hiddenStates(batch.tokens).last?.numbers ?? []
  }

  private func distance(_ a: [Float], _ b: [Float]) -> Double {
    let squares = zip(a, b).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
    return (squares / Double(max(1, a.count))).squareRoot()
  }

  private func record(_ loss: Double) {
    lossesSincePoint.append(loss)
    guard step.isMultiple(of: settings.logEvery) || step == settings.steps else { return }
    let mean = lossesSincePoint.reduce(0, +) / Double(lossesSincePoint.count)
    curve.append(CurvePoint(step: step, loss: mean))
    lossesSincePoint = []
  }
}

extension Trainer {
  /// Everything that the next step depends on, as checkpoint tensors and numbers.
  var state: CheckpointState {
    CheckpointState(
      step: step, curve: curve, lossesSincePoint: lossesSincePoint, firstUpdate: firstUpdate,
      optimizer: type(of: updater.optimizer).variant.name, memories: updater.memories)
  }

  /// Goes on from a checkpoint whose tensors are already in the buffers.
  func resume(
    step: Int, curve: [CurvePoint], lossesSincePoint: [Double], firstUpdate: Double?
  ) {
    self.firstUpdate = firstUpdate
    (self.step, self.curve, self.lossesSincePoint) = (step, curve, lossesSincePoint)
    updater.resume(step: step)
  }
}

/// What a checkpoint holds beside the model.
struct CheckpointState {
  let step: Int
  let curve: [CurvePoint]
  let lossesSincePoint: [Double]
  let firstUpdate: Double?
  /// The optimizer's name in a spec.
  let optimizer: String
  /// What it remembers, by its names.
  let memories: [(name: String, numbers: UnsafeMutableBufferPointer<Float>)]
}
