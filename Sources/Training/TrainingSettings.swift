package import Datasets
package import Models
package import Tensors

/// Settings of a training run, on which its result depends beside the model and the data.
public struct TrainingSettings: Sendable {
  /// Number of optimizer steps.
  public var steps = 1
  /// Sequences of an optimizer step.
  public var batchSize = 32
  /// Highest learning rate, reached at the end of the warm-up.
  public var learningRate = 0.001
  /// Share of the steps, 0 to 1, in which the learning rate rises from zero.
  public var warmup = 0.1
  /// Weight decay of matrices and embeddings.
  public var weightDecay = 0.01
  /// Largest global norm of the gradient, which is scaled down to it; 0 leaves the gradient.
  public var clipNorm = 1.0
  /// Probabilities of dropout.
  package var dropout: DropoutRates = 0.1
  /// Objective of learning; nil for the usual one of the data.
  package var objective: (any Objective.Type)?
  package var optimizer: any Optimizer = AdamW()
  package var schedule = Schedule.linear
  /// Number of micro-batches into which a batch is cut, one after the other in memory.
  package var microBatches = 1
  /// Precision of matrix products; parameters and all else are single precision.
  package var precision = Precision.float32
  /// Whether the backward pass computes each layer's intermediate results anew, to save memory.
  package var recomputes = false
  /// Early stopping; nil where the run does all its steps.
  package var stopping: EarlyStopping?
  /// Steps between evaluations that don't stop the run; nil for none.
  package var evaluateEvery: Int?
  /// Selections of parameters that keep their values; MPOP's lightweight fine-tuning freezes
  /// central tensors (arXiv 2106.02205, section 4.1).
  package var frozen: [ParameterSelection] = []
  /// Parameters that learn by rules of their own; the first group that selects one holds.
  package var parameterGroups: [ParameterGroup] = []
  /// What takes part in each step beside the objective and the optimizer, in this order.
  package var hooks: [any TrainingHook] = []
  /// Rule by which masked language modelling chooses tokens in training; evaluations choose single
  /// ones.
  package var masking = MaskingRule()
  /// Loss by which the model learns from a teacher; nil where there is none.
  package var distillation: Distillation?
  /// Whether the first step's change of the model's function is measured.
  package var measuresFirstUpdate = false
  public var seed = 1
  /// Number of steps from one point of the loss curve to the next.
  public var logEvery = 50

  public init() {}

  /// Steps from one evaluation on the validation split to the next, where the last step has one,
  /// too; nil for none.
  var evaluatesEvery: Int? { stopping?.every ?? evaluateEvery }

  /// Returns the names of the parameters that keep their values: those that are frozen or never
  /// learn, and a pooler that no head reads, which weight decay alone would move.
  func frozenNames(_ description: ModelDescription) -> Set<String> {
    let unread = description.readsPooler ? [] : [ParameterSelection(.pooler)]
    let layout = ParameterLayout(description)
    let fixed = layout.parameters.filter { !$0.learns }.map(\.name)
    return layout.names(in: frozen + unread).union(fixed)
  }

  /// Returns what is learned from data.
  func objective(for data: EncodedDataset) -> any Objective.Type {
    objective ?? data.usualObjective
  }

  /// Computes the learning rate of a step, counted from 0.
  package func rate(atStep step: Int) -> Double {
    schedule.rate(learningRate, atStep: step, of: steps, warmup: warmup)
  }
}
