package import Models
package import Options
internal import Statistics

/// Parameters that learn by rules of their own.
package struct ParameterGroup: OptionSet, Hashable {
  package var selections: [ParameterSelection] = []
  /// Factor of their learning rate, relative to the stage's.
  package var learningRateFactor = 1.0
  /// Their weight decay; nil for the stage's.
  package var weightDecay: Double?
  /// Probability that a step changes them: the gradient mask of MPOE (arXiv 2203.01104, section
  /// 3.3) for tensors that are shared. A skipped step leaves their optimizer state alone.
  package var updateProbability = 1.0
  /// Whether the learning rate of each local tensor is multiplied by the columns of the whole
  /// matrix, divided by the tensor's fan-in and by the number of tensors ("Compute Better Spent",
  /// arXiv 2406.06248, which derives it for Adam); nil counts as false.
  package var scalesByFanIn: Bool?

  package static let options: [OptionProperty<ParameterGroup>] = [
    .required(
      "select", \.selections, .list(ParameterSelection.form), "selections of the group's parameters"
    )
    .formerly("parts"),
    .option(
      "learning_rate_factor", \.learningRateFactor, .number(0...1e6),
      "factor of their learning rate, relative to the stage's"
    ).formerly("rate_factor"),
    .optional(
      "weight_decay", \.weightDecay, .number(0...10), "their weight decay; left out, the stage's"
    ).formerly("decay"),
    .option(
      "update_probability", \.updateProbability, .number(0...1),
      "probability that a step changes them; below 1 it masks their gradients"
    ).formerly("update"),
    .optional(
      "scale_by_fan_in", \.scalesByFanIn, .boolean,
      "whether each local tensor's rate is multiplied by columns / (its fan-in × tensors); false"),
  ]

  package init() {}

  /// Returns the factor of a parameter's learning rate, relative to the stage's.
  func learningRateFactor(of parameter: Parameter) -> Double {
    guard scalesByFanIn == true, let factor = parameter.learningRateByFanIn else {
      return learningRateFactor
    }
    return learningRateFactor * factor
  }

  /// Returns whether a step, counted from 1, changes a parameter, by a draw that is named after
  /// both.
  func changes(_ parameter: Parameter, step: Int, seed: UInt64) -> Bool {
    guard updateProbability < 1 else { return true }
    var draw = SeededGenerator(seed: seed, stream: "update \(step) \(parameter.name)")
    return draw.uniform() < updateProbability
  }
}
