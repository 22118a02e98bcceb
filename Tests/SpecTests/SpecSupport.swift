import Options
import Spec
import YAML

/// Reads a spec that is called `spec.yaml`.
func read(
  _ text: String, overrides: [String] = [], catalogs: AxisCatalogs = AxisCatalogs()
) throws(SpecErrors) -> ExperimentSpec {
  try ExperimentSpec(
    Array(text.utf8), file: "spec.yaml", overrides: overrides, catalogs: catalogs)
}

extension ExperimentSpec {
  /// The problems found, in the order of the file.
  var messages: [String] { SpecErrors(Array(problems.errors)).errors.map(\.description) }

  /// The cells that are left, each as the labels of all axes.
  var cellLabels: [[String]] {
    let all = AxisSubset(Array(sweep.axes.indices), of: sweep.axes)
    var choice = sweep.axes.map { _ in 0 }
    return sweep.cells.map { cell in
      all.decode(cell, into: &choice)
      return zip(sweep.axes, choice).map { $0.values[$1].label }
    }
  }
}

extension Value {
  /// Reads a node as options would read it.
  init(_ node: Node) {
    switch node.content {
    case .scalar(let scalar): self = scalar.value
    case .sequence(let items): self = .list(items.map { Value($0) })
    case .mapping(let pairs):
      self = .map(Dictionary(pairs.map { ($0.name, Value($0.value)) }) { first, _ in first })
    }
  }
}
