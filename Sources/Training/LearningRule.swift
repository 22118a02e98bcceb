package import Models
package import Options
internal import Statistics

/// How some parameters learn, where that differs from the rest.
package struct LearningRule: OptionSet, Hashable {
  package var parts: [ParameterSelection] = []
  /// Their learning rate over everyone's.
  package var rateFactor = 1.0
  /// Their weight decay; nil for everyone's.
  package var decay: Double?
  /// With which probability a step changes them: the gradient mask of MPOE (arXiv 2203.01104,
  /// section 3.3) for tensors that are shared. A skipped step leaves their moments alone.
  package var probability = 1.0

  package static let options: [OptionProperty<LearningRule>] = [
    .required("parts", \.parts, .list(ParameterSelection.form), "which parts"),
    .option("rate_factor", \.rateFactor, .number(0...1e6), "their rate over the stage's"),
    .optional("decay", \.decay, .number(0...10), "their decay; the stage's"),
    .option(
      "update", \.probability, .number(0...1),
      "how likely a step changes them; below 1 it is MPOE's gradient mask"),
  ]

  package init() {}

  /// Whether the step, counted from 1, changes the parameter: a draw named by both.
  func changes(_ parameter: Parameter, step: Int, seed: UInt64) -> Bool {
    guard probability < 1 else { return true }
    var draw = SeededGenerator(seed: seed, stream: "update \(step) \(parameter.name)")
    return draw.uniform() < probability
  }
}
