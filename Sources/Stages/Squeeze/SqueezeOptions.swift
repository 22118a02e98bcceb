internal import Models
public import Options
internal import Training

/// Options of a stage that cuts the bonds of a model's chains and trains it by turns.
public struct SqueezeOptions: OptionSet {
  var model = StageInput()
  var data = StageInput()
  var goal = SqueezeGoal()
  /// Number of indices that a cut leaves out of a bond.
  var dimensions = 1
  /// Number of optimizer steps after each cut.
  var steps = 100
  var isDirect = false
  private var train = TrainOptions()

  public init() {}

  public static let options: [OptionProperty<SqueezeOptions>] =
    [
      .required(
        "model", \.model, .stage(producing: "model"),
        "the model, whose matrices are chains of local tensors"),
      .required(
        "data", \.data, .stage(producing: "data", "mixture"),
        "data or mixture on which it is trained and evaluated"),
      .required("until", \.goal, .group, "what ends the cuts: a size, or a loss of quality"),
      .option(
        "dimensions", \.dimensions, .integer(1...1_000_000),
        "number of indices by which a cut makes a bond smaller, in all layers at once"),
      .option(
        "steps", \.steps, .integer(1...100_000_000), "number of optimizer steps after each cut"),
      .option(
        "direct", \.isDirect, .boolean,
        "whether to cut to the final size at once and then train as many steps in all, as control"),
    ] + TrainOptions.ofAnyTraining.map { $0.inside(\SqueezeOptions.train) }

  /// The options as those of a training at a constant learning rate, since the number of cuts isn't
  /// known before; its length is that after one cut.
  var training: TrainOptions {
    var options = train
    (options.model, options.data, options.steps) = (model, data, steps)
    (options.common.schedule, options.common.warmup) = (.constant, 0)
    return options
  }

  /// Makes the settings of training, which has no end of its own.
  var settings: TrainingSettings {
    var settings = training.settings(examples: 1)
    settings.steps = .max
    return settings
  }
}

/// What ends the cuts of bonds.
struct SqueezeGoal: OptionSet {
  /// The largest size as written, ``AskedSize``; nil where ``gap`` is given.
  var parameters: String?
  /// The largest loss of quality.
  var gap: Double?
  var measure = EarlyStopping.Measure.loss

  static let options: [OptionProperty<SqueezeGoal>] = [
    .optional(
      "parameters", \.parameters, .verbatim,
      "largest number of parameters, or a factor such as 0.5x of the model's"),
    .optional(
      "gap", \.gap, .number(0...1e9),
      "how much worse the metric may be than before the cuts, instead of 'parameters'"),
    .option("metric", \.measure, .choice, "metric on the validation split"),
  ]

  init() {}

  /// Returns the largest number of parameters; nil where none is asked for.
  ///
  /// - Parameter count: Number of parameters before the cuts.
  func size(from count: Int) -> Int? {
    parameters.flatMap { AskedSize($0) }?.parameters(of: count)
  }
}
