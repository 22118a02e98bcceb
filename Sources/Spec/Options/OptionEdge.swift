package import YAML

/// An option that ties a stage to another stage or to an axis, found while reading options.
package struct OptionEdge: Hashable, Sendable {
  package enum Target: Hashable, Sendable {
    case stage(String, producing: [String])
    case measure(stage: String, metric: String)
    case axis(String)
  }

  /// The option as written from the stage on: `model`, `teacher.model`.
  package let role: String
  package let target: Target
  package let mark: Mark
}
