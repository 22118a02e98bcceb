package import Options

/// The feed-forward network of chosen layers as several experts, one of which each token goes
/// through.
///
/// MPOE (Gao et al., COLING 2022, arXiv 2203.01104): experts are chains of local tensors that share
/// the central tensor, and have auxiliary tensors of their own. The router is Switch Transformers'
/// (arXiv 2101.03961, section 2.1): the expert whose softmax score is highest, but without a limit
/// of tokens for each expert and without a loss that balances them. Biases are common to the
/// experts of a layer.
package struct Experts: OptionSet, Codable, Hashable {
  /// What the experts of a layer have in common.
  package enum Shares: String, Sendable, Codable, CaseIterable { case central, none }
  /// What the probability p of the chosen expert multiplies. The first two multiply by
  /// p / stopgrad(p), which is 1 in value, so that experts that are copies of a network compute
  /// what it does.
  package enum Gate: String, Sendable, Codable, CaseIterable {
    /// What enters the expert, by p / stopgrad(p), as in MPOE's released code.
    case input
    /// What the expert puts out, by p / stopgrad(p).
    case output
    /// What the expert puts out, by p itself (Switch Transformers, eq. 2).
    case gated
  }

  /// Number of experts of a layer.
  package var count = 4
  /// The layers that have experts, from 0; nil for all.
  package var layers: [Int]?
  package var shares = Shares.central
  package var gate = Gate.input

  /// The most experts of a layer.
  static let most = 1024

  package static let options: [OptionProperty<Experts>] = [
    .option("count", \.count, .integer(1...most), "number of experts of a layer"),
    .optional(
      "layers", \.layers, .list(.integer(0...1023)), "the layers that have them, from 0; all"),
    .option(
      "shares", \.shares, .choice,
      "what experts have in common: central tensors, as in MPOE, or none for separate experts"),
    .option(
      "gate", \.gate, .choice,
      "what the chosen expert's probability p scales: by p/stopgrad(p) its input or output, or "
        + "gated, its output by p"),
  ]

  package static let about =
    "feed-forward networks of several experts, one of which each token goes through (MPOE)"

  package init() {}
}

extension Experts {
  /// Returns what keeps a model from having these experts, and a hint what would be right; nil for
  /// nothing.
  package func problem(
    layers: Int, sharing: any SharingStrategy
  ) -> (problem: String, hint: String)? {
    if shares == .central, !sharing.isFactorised {
      return (
        "experts share central tensors, but '\(sharing.name)' has none",
        "write shares: none for separate experts, or share by 'mpo'"
      )
    }
    guard let chosen = self.layers else { return nil }
    if chosen.isEmpty || Set(chosen).count < chosen.count {
      return ("'layers' of experts names no layer, or one twice", "leave it out for all layers")
    }
    guard let beyond = chosen.first(where: { !(0..<layers).contains($0) }) else { return nil }
    return (
      "experts are for layer \(beyond), but there are \(layers) layers",
      "layers are counted from 0"
    )
  }
}

extension ModelDescription {
  /// The experts of a layer's feed-forward network; nil where there is one network alone.
  func experts(ofLayer layer: Int) -> Experts? {
    guard let experts, experts.layers?.contains(layer) ?? true else { return nil }
    return experts
  }

  /// Number of forms in which all layers together have a matrix: one for each layer, or for each
  /// expert of those that have some.
  package func forms(of matrix: MatrixKind) -> Int {
    guard let experts, MatrixKind.feedForward.contains(matrix) else { return encoder.layers }
    let chosen = (0..<encoder.layers).count { self.experts(ofLayer: $0) != nil }
    return encoder.layers + (experts.count - 1) * chosen
  }
}
