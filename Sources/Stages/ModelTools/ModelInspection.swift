internal import Models

/// What a model is made of, tensor by tensor.
package struct ModelInspection: Sendable {
  /// A parameter, or all of a part.
  package struct Row: Sendable {
    package let name: String
    package let part: String
    /// The place that owns it, such as `layer 0 query central`; empty outside the layers.
    package let owner: String
    package let shape: [Int]
    /// How many numbers it holds.
    package let count: Int
    /// The square root of the sum of their squares.
    package let norm: Double
  }

  /// In the order of the checkpoint.
  package let tensors: [Row]
  /// Lines about what of the model was left out or had to be changed when it was read.
  package let remarks: [String]

  /// Reads a model.
  package init(_ source: ModelSource) throws {
    let model: StoredModel
    (model, remarks) = try source.withRemarks()
    let bank = model.bank
    tensors = withExtendedLifetime(bank) {
      bank.layout.parameters.map { parameter in
        let squares = bank.values[parameter.range].reduce(0.0) { $0 + Double($1) * Double($1) }
        return Row(
          name: parameter.name, part: parameter.part.rawValue,
          owner: parameter.owner?.readable ?? "", shape: parameter.shape,
          count: parameter.count, norm: squares.squareRoot())
      }
    }
  }

  /// What the tensors of a part, or all of them, come to.
  package struct Total: Sendable {
    /// `all` for the last one.
    package let part: String
    package let tensors: Int
    package let count: Int
    package let norm: Double
  }

  /// By part, in the order in which parts come first, and all together.
  package var totals: [Total] {
    var parts: [String] = []
    for tensor in tensors where !parts.contains(tensor.part) { parts.append(tensor.part) }
    return parts.map { part in total(part, tensors.filter { $0.part == part }) }
      + [total("all", tensors)]
  }

  private func total(_ name: String, _ rows: [Row]) -> Total {
    Total(
      part: name, tensors: rows.count, count: rows.reduce(0) { $0 + $1.count },
      norm: rows.reduce(0) { $0 + $1.norm * $1.norm }.squareRoot())
  }
}

extension ParameterSlot {
  /// `layer 0 query central`.
  fileprivate var readable: String {
    let site =
      switch site {
      case .matrix(let matrix): matrix.rawValue
      case .norm(let norm): norm.rawValue
      case .bottleneck(let place): place.rawValue
      }
    let part =
      switch part {
      case .dense: "weight"
      case .central: "central"
      case .auxiliary(let index): "auxiliary \(index)"
      case .adapterUp: "adapter up"
      case .adapterDown: "adapter down"
      case .diagonal: "diagonal"
      case .bias: "bias"
      case .scale: "scale"
      case .downBias: "down bias"
      case .shift: "shift"
      }
    return "layer \(layer) \(site) \(part)"
  }
}
