internal import Models
internal import Tensors

/// Computes the gradients of one step by a forward and a backward pass over a batch.
struct GradientPass {
  private let description: ModelDescription
  private let settings: TrainingSettings
  private let frozen: Set<String>
  private let distiller: Distiller?
  private let isDeepest: Bool
  private let hooks: [any ActiveHook]
  private let replaced: Set<Int>

  /// Prepares passes of a model.
  ///
  /// - Parameters:
  ///   - frozen: Names of the parameters without a gradient.
  ///   - distiller: The loss that includes a teacher; nil where the model has none.
  ///   - hooks: The training's hooks, which may add to the loss.
  ///   - replaced: Layers whose place those of the distiller's teacher take.
  ///   - isDeepest: Whether a depth that is drawn is the greatest that can be, for planning.
  init(
    _ description: ModelDescription, _ settings: TrainingSettings, frozen: Set<String>,
    distiller: Distiller? = nil, hooks: [any ActiveHook] = [], replaced: Set<Int> = [],
    isDeepest: Bool = false
  ) {
    self.description = description
    self.settings = settings
    self.frozen = frozen
    self.distiller = distiller
    (self.hooks, self.replaced) = (hooks, replaced)
    self.isDeepest = isDeepest
  }

  /// Leaves the gradients of a batch in the bank, summed over its micro-batches.
  ///
  /// Each micro-batch counts by its share of the scored rows, so that the sum is the gradient of
  /// the whole batch's mean loss. Matrices are rebuilt once, and their gradients passed on to their
  /// tensors once; a batch that isn't cut passes them on as it goes, which needs less memory.
  /// - Returns: The batch's mean loss, with the terms that hooks add.
  func run(
    _ batch: ScoredBatch, _ bank: ParameterBank, step: Int, arena: Arena, workers: Workers
  ) -> Double {
    func newTape() -> Tape {
      Tape(arena: arena, workers: workers, recording: true, precision: settings.precision)
    }
    let tapeOfWeights = newTape()
    let weights = EncoderWeights(
      description, bank: bank, tape: tapeOfWeights, learning: true, frozen: frozen, isFresh: true)
    let added = hooks.reduce(0.0) { sum, hook in
      let tape = newTape()
      guard let term = hook.extraLoss(weights, on: tape) else { return sum }
      tape.backward(from: term.variable)
      return sum + term.value
    }
    let parts = batch.cut(into: settings.microBatches)
    let loss = parts.enumerated().reduce(0) { sum, part in
      let tape = parts.count == 1 ? tapeOfWeights : newTape()
      let encoder = Encoder(
        weights, tape: tape, regularisation: regularisation(step: step, microBatch: part.offset),
        recomputing: settings.recomputes)
      if let distiller {
        let reference = Tape(
          arena: arena, workers: workers, recording: false, precision: settings.precision)
        let (variable, value) = distiller.loss(
          of: part.element, encoder, replacing: replaced, in: batch, tape: tape,
          reference: reference)
        tape.backward(from: variable)
        return sum + value
      }
      let outcome = part.element.outcome(encoder, tape: tape)
      let share = Double(outcome.score.rows) / Double(batch.rows)
      tape.backward(from: outcome.loss, factor: Float(share))
      return sum + share * outcome.value
    }
    tapeOfWeights.backward()
    workers.alone { weights.clearUntouchedGradients() }
    return loss + added
  }

  /// Returns dropout whose draws differ between micro-batches.
  private func regularisation(step: Int, microBatch: Int) -> Encoder.Regularisation {
    let rates = settings.dropout.uses
    var regularisation = Encoder.Regularisation(
      hidden: Float(rates.hidden), attention: Float(rates.attention),
      classifier: Float(rates.classifier), seed: UInt64(bitPattern: Int64(settings.seed)),
      step: UInt64(step))
    (regularisation.microBatch, regularisation.isDeepest) = (microBatch, isDeepest)
    return regularisation
  }
}
