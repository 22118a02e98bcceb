internal import Tensors

extension Encoder {
  /// Sends each row of hidden states through one of a layer's experts, and returns what these put
  /// out in the rows' order.
  ///
  /// The expert is the one with the highest score x · router, the lowest of equals. Every row goes
  /// through its expert, however many rows that has.
  ///
  /// - Parameter router: The experts' scores, [experts, hidden].
  /// - Precondition: the layer has experts.
  func throughExperts(_ layer: Int, _ input: Variable, router: Variable) -> Variable {
    guard let experts = description.experts(ofLayer: layer) else {
      preconditionFailure("layer \(layer) has no experts")
    }
    let scores = tape.linear(input, weight: router, bias: nil)
    let choice = tape.chosenShares(scores, relative: experts.gate != .gated)
    load?.add(choice.chosen, layer: layer)
    let isInput = experts.gate == .input
    let entering = isInput ? tape.scaledRows(input, by: choice.factors) : input
    let parts = (0..<experts.count).compactMap { expert in
      expertPart(layer, expert, rows: choice.rows(of: expert), of: entering)
    }
    let output = tape.interleaved(parts, shape: input.shape)
    return isInput ? output : tape.scaledRows(output, by: choice.factors)
  }

  /// Applies an expert to its rows; returns nil where it has none.
  private func expertPart(
    _ layer: Int, _ expert: Int, rows: [Int32], of input: Variable
  ) -> RowPart? {
    guard rows.isEmpty else {
      return RowPart(
        feedForward(layer, expert: expert, tape.embedding(table: input, rows: rows)), rows: rows)
    }
    // The matrices of an expert without tokens are rebuilt all the same, so that the memory that a
    // step takes can be planned.
    _ = weights.feedForward(layer: layer, expert: expert)
    return nil
  }
}

/// The number of tokens that went through each expert of each layer.
package final class ExpertLoad {
  /// Numbers of tokens by layer and expert; empty for layers without experts.
  package private(set) var counts: [[Int]]

  package init(_ description: ModelDescription) {
    counts = (0..<description.encoder.layers).map {
      [Int](repeating: 0, count: description.experts(ofLayer: $0)?.count ?? 0)
    }
  }

  func add(_ chosen: [Int32], layer: Int) {
    for expert in chosen { counts[layer][Int(expert)] += 1 }
  }
}
