/// A classifier on the pooler for one of the several tasks that a model was trained on.
package struct TaskHead: Sendable, Codable, Hashable {
  package let name: String
  /// Class names, or ``ModelDescription/score`` alone for a regression.
  package let outputs: [String]

  package init(name: String, outputs: [String]) { (self.name, self.outputs) = (name, outputs) }

  /// Returns what stands before `.weight` and `.bias` in the names of a task head's parameters.
  static func parameters(ofTask name: String) -> String { "\(prefix)\(name).classifier" }

  /// Whether a parameter belongs to this head.
  package func owns(_ parameter: Parameter) -> Bool {
    parameter.name.hasPrefix("\(Self.parameters(ofTask: name)).")
  }

  fileprivate static let prefix = "tasks."
}

extension ModelDescription {
  /// The head of a task with the most outputs, the last of equals.
  package var largestTaskHead: TaskHead? {
    taskHeads.max { $0.outputs.count < $1.outputs.count }
  }
}

extension Parameter {
  /// Whether the parameter belongs to the head of a task.
  package var isOfTask: Bool { name.hasPrefix(TaskHead.prefix) }
}
