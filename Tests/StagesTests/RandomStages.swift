import TestSupport

/// Makes random stages of any kind, on models and data that may not fit.
struct RandomStages {
  var numbers: SeededNumbers
  let models, data: [String]

  init(seed: UInt64, models: [String], data: [String]) {
    (self.models, self.data) = (models, data)
    numbers = SeededNumbers(seed: seed)
  }

  /// Makes a stage as one line of YAML.
  mutating func next() -> String {
    let kinds = [
      "train", "train", "evaluate", "evaluate", "initialize", "initialize", "decompose", "rebuild",
      "other",
    ]
    return switch pick(kinds) {
    case "train": train()
    case "evaluate": evaluate()
    case "initialize": initialize()
    case "decompose": decompose()
    case "rebuild": rebuild()
    default: other()
    }
  }

  mutating func pick(_ choices: [String]) -> String {
    choices[Int.random(in: choices.indices, using: &numbers)]
  }

  /// Keeps each member with some probability.
  mutating func some(_ members: [String], oneOf chance: Int = 4) -> String {
    members.filter { _ in numbers.next() % UInt64(chance) == 0 }.map { ", \($0)" }.joined()
  }

  private mutating func train() -> String {
    let (model, data, teacher) = (pick(models), pick(self.data), pick(models))
    let members = [
      pick(["objective: mlm", "objective: classify", "objective: regress", "objective: spans"]),
      "micro_batches: 2", "recompute: true", "dropout: 0", "clip_norm: 0", "first_update: true",
      "weight_decay: 0.1", "learning_rate: \(pick(["0", "0.01", "10"]))",
      "optimizer: \(pick(["adamw", "lamb", "sgd"]))", "precision: bfloat16",
      "masking: {unit: \(pick(["word", "ngram"])), share: \(pick(["0.001", "1"]))}",
      "stop: {every: 1, measure: \(pick(["loss", "accuracy"]))}",
      "freeze: [\(pick(Self.parts))]",
      "parameter_groups: [{select: [\(pick(Self.parts))], learning_rate_factor: 3, "
        + "update_probability: 0.5}]",
      "distill: {teacher: \(teacher)\(some(Self.distillations, oneOf: 2))}", "hooks: [\(hook())]",
    ]
    let length = pick(["steps: 1", "steps: 2", "epochs: 0.05"])
    return "{kind: train, model: \(model), data: \(data), \(length), batch_size: 4\(some(members))}"
  }

  static let parts = [
    "embeddings", "matrices", "central", "auxiliary", "adapters", "vectors", "pooler", "heads",
    "{kind: matrices, layers: [0]}", "{kind: matrices, matrices: [query], layers: [7]}",
    "{kind: adapters, matrices: [output]}",
  ]

  private static let distillations = [
    "logits: 0", "hidden: 1", "attention: 1", "hard: 0", "layers: last", "temperature: 0.01",
    "tensors: 1", "replace: {steps: 2}", "replace: {start: 0, steps: 1}",
  ]

  private mutating func evaluate() -> String {
    let (model, data) = (pick(models), pick(self.data))
    let members = [
      "split: \(pick(["train", "test", "validation_mismatched"]))", "batch_size: 3",
      "task: \(pick(["kinds", "grades", "words"]))",
      "headline: [\(pick(["accuracy", "f1", "pearson"]))]",
    ]
    return "{kind: evaluate, model: \(model), data: \(data)\(some(members))}"
  }

  private mutating func initialize() -> String {
    let adapter = adapter()
    if numbers.next() % 3 == 0 {
      let sizes = "layers: \(pick(["1", "3"])), hidden: \(pick(["1", "6", "8"]))"
      return "{kind: initialize, data: \(pick(data)), encoder: {\(sizes), heads: "
        + pick(["1", "2", "4"])
        + "\(some(["embedding: 3", "intermediate: 1", "max_positions: 8"]))}, "
        + "sharing: \(pick(Self.ways))\(some([adapter, experts()], oneOf: 2))}"
    }
    let members = [
      "layers: \(pick(["1", "5"]))", adapter, experts(), "calibration: \(pick(data))",
      "match: {\(pick(Self.sizes))\(some(["solve: adapter", "of: \(pick(models))"]))}",
      "deeper: {from: \(pick(["0", "9"])), tensors: \(pick(["random", "copies"])), target: matrix}",
    ]
    return "{kind: initialize, from: \(pick(models + ["parts", "table"])), sharing: "
      + "\(pick(Self.ways))\(some(members, oneOf: 3))}"
  }

  private mutating func decompose() -> String {
    let members = [
      "method: svd", "tensors: \(pick(["2", "3", "16"]))", "truncation: slices", "gauge: left",
      "embeddings: true", "random: true", "spectra: false",
      pick([
        "bond: 1", "bond: 3", "bonds: [1, 2, 1, 1]", "bonds: [9, 9]", "error: 0", "error: 1",
        "error: 0.4", "ratio: 0", "ratio: 0.5",
      ]),
      pick([
        "factors: [[2, 2, 2, 1, 2]]", "factors: [[65536, 65536, 65536, 65536, 65536]]",
        "factors: [[16, 1]]", "factors: []",
      ]),
    ]
    return "{kind: decompose, model: \(pick(models))\(some(members, oneOf: 3))}"
  }

  private mutating func other() -> String {
    switch numbers.next() % 5 {
    case 0: return "{kind: bag-of-words, data: \(pick(data))\(some(["split: test"]))}"
    case 1:
      return "{kind: mixture, tasks: [{name: a, data: \(pick(data))}, "
        + "{name: \(pick(["a", "b"])), data: \(pick(data))}]\(some(["power: 0"]))}"
    case 2:
      return "{kind: size, vocabulary: 9, encoder: {layers: 3, hidden: 6, heads: 2}, sharing: "
        + "\(pick(Self.ways))\(some(["tensors: 3", "bond: 2"]))"
        + "\(some([adapter(), experts(), "match: {\(pick(Self.sizes))}"], oneOf: 2))}"
    case 3:
      let set = pick([
        "{kind: text, file: text.txt}", "{kind: text, file: text.txt, limit: 1}",
        "{kind: table, train: pairs.tsv, pair: other}", "{kind: SQuAD, folder: ., stride: 4}",
        "{kind: table, train: pairs.tsv, score: score, limit: 2}",
      ])
      return "{kind: load, dataset: \(set), max_length: \(pick(["8", "16", "128"]))"
        + "\(some(["order: true", "tokenizer: \(pick(models + data))"], oneOf: 2))}"
    default:
      return "{kind: similarity, model: \(pick(models)), data: \(pick(data))"
        + "\(some(["split: train", "pooling: first"], oneOf: 2))}"
    }
  }
}
