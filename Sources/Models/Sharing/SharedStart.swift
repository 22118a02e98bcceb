internal import Options

/// What places that layers share, and adapters, take from a donor.
///
/// The choices of Relaxed Recursive Transformers (arXiv 2410.20672, section 2).
public struct SharedStart: Sendable, Hashable {
  /// Which of the donor's layers a shared place takes.
  public enum Weights: String, Sendable, CaseIterable {
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
  public enum Adapters: String, Sendable, CaseIterable {
    /// Nothing: up is zero.
    case zero
    /// The best approximation of what sharing takes from the donor's layer.
    case residual
  }

  public var weights: Weights
  public var adapters: Adapters

  public init(_ weights: Weights = .first, adapters: Adapters = .zero) {
    (self.weights, self.adapters) = (weights, adapters)
  }

  /// What a strategy that relaxes sharing by adapters lets a spec say of its start.
  static let options = [
    OptionDeclaration(
      "weights", .choice(Weights.allCases.map(\.rawValue)), .standard(.text("average")),
      "which of the donor's layers a shared place takes"),
    OptionDeclaration(
      "adapters", .choice(Adapters.allCases.map(\.rawValue)), .standard(.text("residual")),
      "start from the donor's residual, or from nothing"),
  ]

  /// From canonical options that ``options`` declares.
  init(options: Value) {
    self.init(
      options["weights"]?.text.flatMap(Weights.init) ?? .average,
      adapters: options["adapters"]?.text.flatMap(Adapters.init) ?? .residual)
  }
}
