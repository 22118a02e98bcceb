package import Models
internal import Tensors

extension TrainingSettings {
  /// Finds a hook that can't be used on a model, or two that move one parameter.
  ///
  /// - Parameter layout: The layout of the model's parameters.
  package func misfitOfHooks(
    _ description: ModelDescription, in layout: ParameterLayout
  ) -> Misfit? {
    guard !hooks.isEmpty else { return nil }
    let frozen = frozenNames(description)
    let learning = layout.parameters.filter { !frozen.contains($0.name) }
    if let misfit = hooks.lazy.compactMap({ $0.misfit(learning, self) }).first { return misfit }
    var taken: Set<String> = []
    for hook in hooks {
      let names = hook.taken(from: learning).map(\.name)
      if let twice = names.first(where: taken.contains) {
        return Misfit(
          "two hooks move \(twice)", cure: "narrow `select` of one of them to other parameters")
      }
      taken.formUnion(names)
    }
    return nil
  }

  /// Counts the numbers that training keeps for a model: parameters, gradients, the optimizer's
  /// state, what hooks keep, and copies of the tensors whose updates are compared.
  ///
  /// - Parameter layout: The layout of the model's parameters.
  package func numbersKept(
    _ description: ModelDescription, in layout: ParameterLayout
  ) -> Int {
    let frozen = frozenNames(description)
    let learning = layout.parameters.filter { !frozen.contains($0.name) }
    return layout.count * (2 + type(of: optimizer).stateNames.count)
      + hooks.reduce(0) { $0 + $1.numbersKept(learning, self) }
      + CentreUpdates.numbersKept(description, in: layout)
  }

  /// Begins every hook, in their order.
  func beginHooks(
    on model: StoredModel, frozen: Set<String>, _ workers: Workers
  ) throws -> [any ActiveHook] {
    let learning = model.bank.layout.parameters.filter { !frozen.contains($0.name) }
    return try hooks.map { try $0.begin(model, learning: learning, self, workers: workers) }
  }
}

extension [any ActiveHook] {
  /// The factors of a parameter's updates, which are the products of those of all hooks.
  func multipliers(of parameter: Parameter) -> [Float]? {
    let factors = compactMap { $0.multipliers(of: parameter) }
    guard let first = factors.first else { return nil }
    return factors.dropFirst().reduce(first) { product, next in
      zip(product, next).map { $0 * $1 }
    }
  }
}
