/// The heads that a model must have to be scored on some data.
package struct RequiredHeads: Sendable, Hashable {
  /// Whether masked tokens are predicted.
  package var language: Bool
  /// Whether the order of two segments is predicted.
  package var order: Bool
  /// Whether the first and the last token of an answer are predicted.
  package var spans: Bool
  /// The outputs of a classifier on the pooler: classes, or ``ModelDescription/score`` alone; empty
  /// where there is none.
  package var outputs: [String]

  package init(
    language: Bool = false, order: Bool = false, spans: Bool = false, outputs: [String] = []
  ) {
    self.language = language
    self.order = order
    self.spans = spans
    self.outputs = outputs
  }
}

extension ModelDescription {
  /// Whether the model has these heads, not counting those of a mixture's tasks.
  package func has(_ heads: RequiredHeads) -> Bool {
    (hasLanguageHead || !heads.language) && (hasOrderHead || !heads.order)
      && (hasSpanHead || !heads.spans) && (heads.outputs.isEmpty || classes == heads.outputs)
  }

  /// Replaces all heads by those that tasks need; a pooler stays also where no head stands on it.
  ///
  /// - Parameter tasks: What each task needs; one with a name gets a classifier of its own, if it
  ///   needs one.
  package mutating func replaceHeads(by tasks: [(name: String?, heads: RequiredHeads)]) {
    keepsPooler = hasPooler
    hasLanguageHead = tasks.contains(where: \.heads.language)
    hasOrderHead = tasks.contains(where: \.heads.order)
    hasSpanHead = tasks.contains(where: \.heads.spans)
    classes = tasks.first { $0.name == nil }?.heads.outputs ?? []
    taskHeads = tasks.compactMap { TaskHead($0.name, $0.heads) }
  }
}

extension TaskHead {
  /// Creates the head of a task's own; nil for a task without a name or without a classifier.
  package init?(_ name: String?, _ heads: RequiredHeads) {
    guard let name, !heads.outputs.isEmpty else { return nil }
    self.init(name: name, outputs: heads.outputs)
  }
}
