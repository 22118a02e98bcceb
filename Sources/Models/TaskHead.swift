/// A classifier on the pooler for one task of several that a model has learned by turns.
package struct TaskHead: Sendable, Codable, Hashable {
  package let name: String
  /// Class names, or ``ModelDescription/score`` alone for a regression.
  package let outputs: [String]

  package init(name: String, outputs: [String]) { (self.name, self.outputs) = (name, outputs) }

  /// What stands before `.weight` and `.bias` in the names of its parameters.
  static func parameters(ofTask name: String) -> String { "\(prefix)\(name).classifier" }

  /// Whether a parameter is this head's.
  package func owns(_ parameter: Parameter) -> Bool {
    parameter.name.hasPrefix("\(Self.parameters(ofTask: name)).")
  }

  fileprivate static let prefix = "tasks."
}

extension ModelDescription {
  /// The head of a task that puts out most, the last of equals.
  package var largestTaskHead: TaskHead? {
    taskHeads.max { $0.outputs.count < $1.outputs.count }
  }
}

extension Parameter {
  /// Whether it is of the head of a task.
  package var isOfTask: Bool { name.hasPrefix(TaskHead.prefix) }
}
