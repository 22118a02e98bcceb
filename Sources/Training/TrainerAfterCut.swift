package import Models
internal import Tensors

extension Trainer {
  /// Returns a trainer that goes on with the model after a cut of a bond, from the same step: the
  /// optimizer's state is sliced with the parameters, and what remains of both keeps its bits. Its
  /// ``tokens`` and ``peakBytes`` begin at 0.
  ///
  /// - Precondition: The training has neither hooks nor a teacher, which may know the tensors'
  ///   shapes.
  package func after(_ cut: BondCut) throws -> Trainer {
    precondition(settings.hooks.isEmpty && settings.distillation == nil)
    let trainer = try Trainer(
      model.after(cut), mixture: mixture, settings: settings, threads: workers.threads)
    let (old, new) = (state, trainer.state)
    let slicing = BondSlicing(cut, model.description)
    for (before, after) in zip(old.optimizerState, new.optimizerState) {
      slicing.copy(before.numbers, to: after.numbers)
    }
    trainer.resume(old.progress)
    trainer.lastCheckpoint = lastCheckpoint
    return trainer
  }
}
