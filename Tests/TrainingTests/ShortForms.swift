import Models
import Training

// The values that these tests need, in one expression each.

extension TrainingSettings {
  init(
    steps: Int, batchSize: Int, learningRate: Double, warmup: Double? = nil,
    weightDecay: Double? = nil, clipNorm: Double? = nil, dropout: Double? = nil, seed: Int? = nil,
    logEvery: Int? = nil
  ) {
    self.init()
    self.steps = steps
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.warmup = warmup ?? self.warmup
    self.weightDecay = weightDecay ?? self.weightDecay
    self.clipNorm = clipNorm ?? self.clipNorm
    self.dropout = dropout.map { DropoutRates.same($0) } ?? self.dropout
    self.seed = seed ?? self.seed
    self.logEvery = logEvery ?? self.logEvery
  }
}

extension EarlyStopping {
  init(
    _ measure: Measure = .loss, every: Int, patience: Int? = nil, delta: Double? = nil
  ) {
    self.init()
    self.measure = measure
    self.every = every
    self.patience = patience ?? self.patience
    self.delta = delta ?? self.delta
  }
}

extension ParameterGroup {
  init(
    _ selections: [ParameterSelection], learningRateFactor: Double = 1, weightDecay: Double? = nil,
    updateProbability: Double = 1
  ) {
    self.init()
    self.selections = selections
    self.learningRateFactor = learningRateFactor
    self.weightDecay = weightDecay
    self.updateProbability = updateProbability
  }
}

extension Distillation {
  init(
    logits: Double? = nil, temperature: Double? = nil, hidden: Double? = nil,
    attention: Double? = nil, hard: Double? = nil, layers: LayerMap? = nil
  ) {
    self.init()
    self.logits = logits ?? self.logits
    self.temperature = temperature ?? self.temperature
    self.hidden = hidden ?? self.hidden
    self.attention = attention ?? self.attention
    self.hard = hard ?? self.hard
    self.layers = layers ?? self.layers
  }
}

extension LoRA {
  init(rank: Int, matrices: [MatrixKind]) {
    self.init()
    self.rank = rank
    self.matrices = matrices
  }
}
