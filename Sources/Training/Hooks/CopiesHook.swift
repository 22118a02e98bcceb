package import Models
package import Options
package import Tensors

/// Trains k copies W_1 … W_k of parameters and keeps their mean: Majority Kernels (arXiv
/// 2402.05033).
///
/// A step computes with W(p) = Σ p_j W_j, where the weights p lie on the simplex; the gradient of
/// W_j is p_j G for the gradient G at W(p). Each copy has an optimizer state of its own. Outside of
/// steps the model has the mean of the copies, and its size is that of the model without copies.
///
/// How weights are drawn and copies spread is our reading, as the paper's text on both was not at
/// hand: p_j = u_j / Σ u for uniform u, anew for each parameter and step. The norm that gradients
/// are clipped to is that of G.
package struct CopiesHook: TrainingHook {
  package static let name = "copies"
  package static let about =
    "copies of parameters, mixed at random in each step, whose mean is kept (Majority Kernels)"

  /// The weights of the copies in a step.
  package enum Weights: String, CaseIterable, Sendable {
    case random
    /// 1 / k. Under plain gradient descent the mean then follows plain training at 1 / k of the
    /// learning rate (with k times the weight decay), under AdamW plain training itself, up to ε.
    case fixed
  }

  /// How the copies start.
  package enum Start: String, CaseIterable, Sendable {
    /// Around the model's parameter, which is their mean.
    case spread
    /// Each is drawn as a fresh parameter is, whatever the model has.
    case independent
  }

  package var count = 3
  package var weights = Weights.random
  package var selections: [ParameterSelection] = [
    ParameterSelection(.matrices), ParameterSelection(.central), ParameterSelection(.auxiliary),
  ]
  package var start = Start.spread
  /// Standard deviation of a copy's entries around the parameter's, relative to the root mean
  /// square of the parameter's entries.
  package var spread = 0.1

  package static let options: [OptionProperty<CopiesHook>] = [
    .option("count", \.count, .integer(2...16), "number of copies"),
    .option(
      "weights", \.weights, .choice,
      "weights of the copies in a step: drawn anew, or equal as a control"),
    .option(
      "select", \.selections, .list(ParameterSelection.form),
      "parameters that are copied, those of them that the model has and that aren't frozen"),
    .option(
      "start", \.start, .choice,
      "how copies start: around the model's values, or drawn afresh as for a model from scratch"),
    .option(
      "spread", \.spread, .number(0...100),
      "standard deviation of copies that start around a parameter, relative to its own entries"),
  ]

  package init() {}

  package func taken(from learning: [Parameter]) -> [Parameter] {
    learning.filter { parameter in selections.contains { $0.contains(parameter) } }
  }

  /// Counts k values and k optimizer states for each copied scalar.
  package func numbersKept(_ learning: [Parameter], _ settings: TrainingSettings) -> Int {
    let scalars = taken(from: learning).reduce(0) { $0 + $1.count }
    return count * (1 + type(of: settings.optimizer).stateNames.count) * scalars
  }

  package func misfit(_ learning: [Parameter], _ settings: TrainingSettings) -> Misfit? {
    if start == .independent && spread != Self().spread {
      return Misfit(
        "`spread` is for copies that start around the model's values; here they are drawn afresh",
        cure: "leave it out, or write start: spread")
    }
    guard taken(from: learning).isEmpty else { return nil }
    return Misfit(
      "`copies` selects no parameter that learns",
      cure: "select parts that the model has and that aren't frozen")
  }

  package func begin(
    _ model: StoredModel, learning: [Parameter], _ settings: TrainingSettings, workers: Workers
  ) throws -> any ActiveHook {
    let seed = UInt64(bitPattern: Int64(settings.seed))
    let copies = ParameterCopies(
      of: taken(from: learning), in: model.bank, count: count, settings.optimizer, workers
    ) { step, parameter in
      drawnWeights(of: parameter, step: step, seed: seed)
    }
    switch start {
    case .spread: copies.spread(spread, seed: seed)
    case .independent: copies.startFresh(seed: seed, model.description.encoder)
    }
    copies.fold()
    return copies
  }
}
