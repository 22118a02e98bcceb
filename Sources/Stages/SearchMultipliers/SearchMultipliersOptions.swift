public import Options

/// Options of a stage that takes multipliers of updates from the scales of branches.
public struct SearchMultipliersOptions: OptionSet {
  var model = StageInput()
  var permutes = false
  var seed = 1

  public init() {}

  public static let options: [OptionProperty<SearchMultipliersOptions>] = [
    .required(
      "model", \.model, .stage(producing: "model"),
      "a model with the adapter `branches`, whose scales were trained"),
    .option(
      "permute", \.permutes, .boolean,
      "whether to put the multipliers of each matrix into random order, as a control"),
    .option("seed", \.seed, .integer(0...Int.max), "seed of that order"),
  ]
}
