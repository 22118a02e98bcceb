package import Datasets
package import Models
package import Tensors

/// How a model is trained; everything that its result depends on but the model and the data.
public struct TrainingSettings: Sendable {
  /// Optimizer steps.
  public var steps = 1
  /// Sequences a step.
  public var batch = 32
  /// The highest learning rate, reached at the end of the warm-up.
  public var rate = 0.001
  /// The part of the steps, 0 to 1, in which the rate rises from zero.
  public var warmup = 0.1
  /// Weight decay, on matrices and embeddings.
  public var decay = 0.01
  /// The global gradient norm is cut to this; 0 leaves it.
  public var clip = 1.0
  /// Dropout of hidden states and of attention probabilities.
  public var dropout = 0.1
  /// What is learned; nil for what is usual for the data.
  package var objective: (any Objective.Type)?
  package var optimizer: any Optimizer = AdamW()
  package var schedule = Schedule.linear
  /// Into how many runs of sequences a batch is cut, one after the other in memory.
  package var microBatches = 1
  /// In which numbers matrix products are computed; parameters and all else are single precision.
  package var precision = Precision.float32
  /// Whether each layer's intermediate results are computed anew on the way back, to save memory.
  package var recomputes = false
  /// When the run ends before its last step; nil for never.
  package var stopping: EarlyStopping?
  /// Steps from one evaluation that ends nothing to the next; nil for none.
  package var evaluateEvery: Int?
  /// What keeps the values that it has; MPOP's lightweight fine-tuning freezes central tensors
  /// (arXiv 2106.02205, section 4.1).
  package var frozen: [ParameterSelection] = []
  /// What learns in its own way; the first rule that selects a parameter holds.
  package var rules: [LearningRule] = []
  /// Which pieces are guessed, where pieces are; evaluations choose single ones.
  package var masking = MaskingRule()
  /// What the model learns from a teacher; nil where there is none.
  package var distillation: Distillation?
  /// Whether the first step's change of the model's function is measured.
  package var measuresFirstUpdate = false
  public var seed = 1
  /// Every how many steps the loss curve gets a point.
  public var logEvery = 50

  public init() {}

  /// Steps from one evaluation on the validation split to the next; the last step has one, too. nil
  /// for none.
  var evaluatesEvery: Int? { stopping?.every ?? evaluateEvery }

  /// The parameters that keep their values: those that are asked to, and a pooler that no head
  /// reads, which decay alone would move.
  func frozenNames(_ description: ModelDescription) -> Set<String> {
    let unread = description.readsPooler ? [] : [ParameterSelection(.pooler)]
    return ParameterLayout(description).names(in: frozen + unread)
  }

  /// What is learned from data.
  func objective(for data: EncodedDataset) -> any Objective.Type {
    objective ?? data.usualObjective
  }

  /// The learning rate of a step, counted from 0.
  package func rate(atStep step: Int) -> Double {
    schedule.rate(rate, atStep: step, of: steps, warmup: warmup)
  }
}
