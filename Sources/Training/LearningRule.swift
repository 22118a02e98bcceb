package import Models
internal import Statistics

/// How some parameters learn, where that differs from the rest.
package struct LearningRule: Hashable, Sendable {
  package var parts: [ParameterSelection]
  /// Their learning rate over everyone's.
  package var rateFactor: Double
  /// Their weight decay; nil for everyone's.
  package var decay: Double?
  /// With which probability a step changes them: the gradient mask of MPOE (arXiv 2203.01104,
  /// section 3.3) for tensors that are shared. A skipped step leaves their moments alone.
  package var probability: Double

  package init(
    _ parts: [ParameterSelection], rateFactor: Double = 1, decay: Double? = nil,
    probability: Double = 1
  ) {
    (self.parts, self.rateFactor) = (parts, rateFactor)
    (self.decay, self.probability) = (decay, probability)
  }

  /// Whether the step, counted from 1, changes the parameter: a draw named by both.
  func changes(_ parameter: Parameter, step: Int, seed: UInt64) -> Bool {
    guard probability < 1 else { return true }
    var draw = SeededGenerator(seed: seed, stream: "update \(step) \(parameter.name)")
    return draw.uniform() < probability
  }
}
