extension ParameterLayout {
  /// The tensors of experts that share central tensors.
  package struct ExpertTensors {
    /// The central tensors.
    package let central: [Parameter]
    /// The auxiliary tensors of each expert in all layers, by expert.
    package let auxiliary: [[Parameter]]
  }

  /// Returns the tensors of a model's experts; nil where none share central tensors.
  ///
  /// - Parameter description: The model that the layout is of.
  package func expertTensors(_ description: ModelDescription) -> ExpertTensors? {
    guard let experts = description.experts, experts.shares == .central else { return nil }
    let slots = SlotTable(description)
    let layers = (0..<description.encoder.layers).filter {
      description.experts(ofLayer: $0) != nil
    }
    let tensors = layers.flatMap { layer in
      MatrixKind.feedForward.flatMap { slots.localTensors(of: $0, layer: layer, expert: 0) }
    }
    let names = Set(tensors.filter { $0.part.category == .central }.map(slots.name(of:)))
    let central = parameters.filter { names.contains($0.name) }
    let auxiliary = (0..<experts.count).map { expert in
      parameters.filter { $0.part == .auxiliary && $0.owner?.expert == expert }
    }
    guard !central.isEmpty, auxiliary.allSatisfy({ !$0.isEmpty }) else { return nil }
    return ExpertTensors(central: central, auxiliary: auxiliary)
  }
}
