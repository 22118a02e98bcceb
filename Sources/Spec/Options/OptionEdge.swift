package import YAML

/// The part of an option that ties its stage to another stage or to an axis.
package struct OptionEdge: Hashable, Sendable {
  package enum Target: Hashable, Sendable {
    case stage(String, producing: [String])
    case measure(stage: String, metric: String)
    case axis(String)
  }

  /// Path of the option from the stage on, such as `model` or `teacher.model`.
  package let role: String
  package let target: Target
  package let mark: Mark
}
