package import Options

/// The values that shared parameters and adapters take from a donor.
///
/// The choices of Relaxed Recursive Transformers (arXiv 2410.20672, section 2). Strategies that tie
/// whole layers have the first of them, too, so that the effects of start and relaxation can be
/// separated.
package struct SharedStart: OptionSet, Hashable {
  /// The donor's layers that a shared parameter takes.
  package enum Weights: String, Sendable, CaseIterable {
    /// The one that the first layer with the parameter would take by itself.
    case first
    /// Layers at even intervals, the donor's first and last among them.
    case stepwise
    /// The mean over those of all layers with the parameter.
    case average
    /// The donor's lowest layers, one after the other.
    case lower
  }

  /// The start of low-rank terms.
  package enum Adapters: String, Sendable, CaseIterable {
    /// A zero term: up is zero.
    case zero
    /// The best approximation of the donor's matrix minus the shared one.
    case residual
  }

  package var weights = Weights.average
  package var adapters = Adapters.residual

  package static let options: [OptionProperty<SharedStart>] = [
    .option("weights", \.weights, .choice, aboutWeights),
    .option(
      "adapters", \.adapters, .choice, "start of up · down: zero, or the donor's residual"),
  ]

  static let aboutWeights = "which of the donor's layers a shared parameter takes"

  package init() {}

  /// The start under a strategy without these options, and the default of one that ties whole
  /// layers.
  static var plain: SharedStart {
    var start = SharedStart()
    start.weights = .first
    start.adapters = .zero
    return start
  }
}
