package import Options

/// What places that layers share, and adapters, take from a donor.
///
/// The choices of Relaxed Recursive Transformers (arXiv 2410.20672, section 2). Strategies that tie
/// whole layers have the first of them, too, so that a start and its relaxation can be told apart.
package struct SharedStart: OptionSet, Hashable {
  /// Which of the donor's layers a shared place takes.
  package enum Weights: String, Sendable, CaseIterable {
    /// The one that the first layer it serves would take by itself.
    case first
    /// Layers at even intervals, the donor's first and last among them.
    case stepwise
    /// The mean over the layers that it serves.
    case average
    /// The donor's lowest layers, one after the other.
    case lower
  }

  /// What low-rank terms start as.
  package enum Adapters: String, Sendable, CaseIterable {
    /// Nothing: up is zero.
    case zero
    /// The best approximation of what sharing takes from the donor's layer.
    case residual
  }

  package var weights = Weights.average
  package var adapters = Adapters.residual

  package static let options: [OptionProperty<SharedStart>] = [
    .option("weights", \.weights, .choice, aboutWeights),
    .option(
      "adapters", \.adapters, .choice, "start from the donor's residual, or from nothing"),
  ]

  static let aboutWeights = "which of the donor's layers a shared place takes"

  package init() {}

  /// The start under a strategy that has no such options, and where nothing else is said.
  static var plain: SharedStart {
    var start = SharedStart()
    start.weights = .first
    start.adapters = .zero
    return start
  }
}
