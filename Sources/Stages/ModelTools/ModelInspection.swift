internal import Models

/// The tensors of a model, with their sizes and norms.
package struct ModelInspection: Sendable {
  /// A tensor of the model.
  package struct Row: Sendable {
    package let name: String
    package let part: String
    /// The slot that owns the tensor, such as `layer 0 query central`; empty outside the layers.
    package let owner: String
    package let shape: [Int]
    /// Number of entries.
    package let count: Int
    /// Frobenius norm: square root of the sum of the squared entries.
    package let norm: Double
  }

  /// The tensors in the order of the checkpoint.
  package let tensors: [Row]
  /// Lines about what was left out or had to be changed when the model was read.
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

  /// The sums over the tensors of a part, or over all tensors.
  package struct Total: Sendable {
    /// Name of the part; `all` for the last row.
    package let part: String
    package let tensors: Int
    package let count: Int
    package let norm: Double
  }

  /// The sums by part, in the order in which parts first occur, and of all tensors.
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
  /// Words for the slot, such as `layer 0 query central`.
  fileprivate var readable: String {
    "layer \(layer) \(site.name) \(expert.map { "expert \($0) " } ?? "")"
      + part.name.replacing(".", with: " ")
  }
}
