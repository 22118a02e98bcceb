extension MetricDeclaration {
  public static let loss = MetricDeclaration(
    "loss",
    "mean loss; in training over the last 50 steps, and a curve of means since the point before",
    unit: "nats, or squared scores", range: 0 ... .infinity, better: .lower, digits: 4)
  public static let firstUpdate = MetricDeclaration(
    "first_update", "root mean square change of the last hidden states by the first step",
    range: 0 ... .infinity, digits: 4, undefined: "`first_update` not asked for")
  public static let centreUpdateRatio = MetricDeclaration(
    "centre_update_ratio",
    "norm of a step's change of the central tensors that experts share, divided by that of one "
      + "expert's auxiliary tensors; mean over steps",
    range: 0 ... .infinity, digits: 4, undefined: "no experts that share central tensors")
  public static let validationLoss = MetricDeclaration(
    "validation.loss",
    "the kept model's mean loss on the validation split, the lowest with `stop`; also a curve",
    unit: "nats, or squared scores", range: 0 ... .infinity, better: .lower, digits: 4,
    undefined: "neither `evaluate_every` nor `stop` by the loss")
  public static let validationAccuracy = MetricDeclaration(
    "validation.accuracy",
    "best accuracy on the validation split; also a curve over steps",
    range: 0...1, better: .higher, digits: 4, undefined: "no `stop` by the accuracy")
  public static let bestStep = count(
    "best_step", "the step whose model is kept", undefined: "no `stop`")
  public static let stepsDone = count(
    "steps_done", "steps after which training ended", undefined: "no `stop`")
  public static let looks = count(
    "looks", "evaluations that `stop` chose the best of, which makes the best look too good",
    undefined: "no `stop`")
  public static let cuts = count("cuts", "times that a bond was cut")
  public static let parametersAfterCut = count(
    "parameters_after_cut",
    "parameters that the model stores, as a curve over the steps done before each cut")
  public static let smallestMultiplier = MetricDeclaration(
    "smallest_multiplier.OPTIMIZER", "smallest of the multipliers that scales of branches give",
    range: 0 ... .infinity, digits: 4)
  public static let largestMultiplier = MetricDeclaration(
    "largest_multiplier.OPTIMIZER", "largest of the multipliers that scales of branches give",
    range: 0 ... .infinity, digits: 4)
  public static let meanMultiplier = MetricDeclaration(
    "mean_multiplier.OPTIMIZER", "mean of the multipliers that scales of branches give",
    range: 0 ... .infinity, digits: 4)
  public static let tokensPerSecond = MetricDeclaration(
    "tokens_per_second", "training tokens processed per second", unit: "tokens/s",
    range: 0 ... .infinity, better: .higher, digits: 0)
  public static let activationBytes = MetricDeclaration(
    "activation_bytes", "largest memory of a step beside the parameters", unit: "bytes",
    range: 0 ... .infinity, better: .lower, digits: 0)
  public static let peakBytes = MetricDeclaration(
    "peak_bytes", "largest memory use of the stage", unit: "bytes",
    range: 0 ... .infinity, better: .lower, digits: 0,
    undefined: "a system that doesn't report it")

  public static let flopsPerStep = MetricDeclaration(
    "flops_per_step",
    "floating-point operations of the matrix products of a step, at most; computed from the spec "
      + "for tables and pictures that name it",
    unit: "FLOP", range: 0 ... .infinity, better: .lower, digits: 0,
    undefined: "a model or data whose sizes aren't known before the run")

  static let ofTraining = [
    loss, firstUpdate, centreUpdateRatio, validationLoss, validationAccuracy, bestStep, stepsDone,
    looks, cuts, parametersAfterCut, smallestMultiplier, largestMultiplier, meanMultiplier,
    tokensPerSecond, activationBytes, peakBytes, flopsPerStep,
  ]
}
