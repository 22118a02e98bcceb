internal import Options

extension StoredModel {
  /// Returns the same model with the rows of its classification heads in other orders of classes.
  ///
  /// Models and data may number the same classes differently; names say which is which. A head
  /// takes the order, of those in `orders`, that has the same classes; a head without one stays as
  /// it is.
  package func reordered(_ orders: [[String]]) -> StoredModel {
    let moved = description.reordered(orders)
    guard moved != description else { return self }
    let bank = ParameterBank(ParameterLayout(moved))
    for parameter in bank.layout.parameters {
      guard let values = self.bank[parameter.name] else { continue }
      if let old = description.outputs(of: parameter), let new = moved.outputs(of: parameter) {
        bank[parameter.name] = Self.rows(of: values, old, in: new)
      } else {
        bank[parameter.name] = values
      }
    }
    return StoredModel(description: moved, bank: bank, vocabulary: vocabulary)
  }

  /// Reorders the rows of a matrix, or the entries of a vector, from one order of names to another.
  private static func rows(of values: [Float], _ old: [String], in new: [String]) -> [Float] {
    let width = values.count / old.count
    return new.flatMap { name in
      let row = old.firstIndex(of: name) ?? 0
      return values[row * width..<(row + 1) * width]
    }
  }
}

extension ModelDescription {
  /// Returns the same description with the class names of its heads in other orders.
  fileprivate func reordered(_ orders: [[String]]) -> ModelDescription {
    func order(_ classes: [String]) -> [String] {
      if classes.isEmpty || orders.contains(classes) { return classes }
      return orders.first { $0.count == classes.count && Set($0) == Set(classes) } ?? classes
    }
    var moved = self
    moved.classes = order(classes)
    moved.taskHeads = taskHeads.map { TaskHead(name: $0.name, outputs: order($0.outputs)) }
    return moved
  }

  /// The names of the outputs that a parameter's rows compute; nil where it belongs to no head with
  /// classes.
  fileprivate func outputs(of parameter: Parameter) -> [String]? {
    if let head = taskHeads.first(where: { $0.owns(parameter) }) { return head.outputs }
    let classifier = "\(ParameterNames(self).classifier)."
    return parameter.name.hasPrefix(classifier) && !classes.isEmpty ? classes : nil
  }

  /// The model's heads as messages name them, such as `the head for negative, positive`.
  package var headsInWords: [String] {
    var heads: [String] = []
    if hasLanguageHead { heads.append("the head that predicts tokens") }
    if hasOrderHead { heads.append("the head that predicts the order of segments") }
    if hasSpanHead { heads.append("the head that finds answers") }
    if !classes.isEmpty { heads.append("the head for \(classes.listed)") }
    return heads + taskHeads.map { "the head of \($0.name) for \($0.outputs.listed)" }
  }
}
