package import Models
package import Options
package import Tensors

/// Multiplies the updates of parameters by constants, without any change of the model:
/// RepOptimizers (arXiv 2205.15242), whose Σ s_b² (under gradient descent) or Σ |s_b| (under AdamW)
/// stands for a sum of branches with constant scales s_b.
///
/// The constants are one factor, or those that a stage has searched, one for each scalar. One
/// factor on central tensors is the deterministic counterpart of MPOE's gradient mask (arXiv
/// 2203.01104), which `update_probability` of parameter groups is: 1 / L for L layers that share
/// one. See ``Optimizer/branchMultiplier`` for what is multiplied; unlike a learning rate it leaves
/// weight decay as it is.
package struct UpdateMultipliersHook: TrainingHook {
  package static let name = "multipliers"
  package static let about =
    "multiplies the updates of parameters, but not their weight decay (RepOptimizers)"

  package var selections: [ParameterSelection] = []
  /// The factor of all updates; nil where a stage has searched them.
  package var factor: Double?
  package var input = StageInput()
  /// What that stage leaves, once it is known.
  private var searched: StoredMultipliers?

  package static let options: [OptionProperty<UpdateMultipliersHook>] = [
    .required(
      "select", \.selections, .list(ParameterSelection.form),
      "parameters whose updates are multiplied"),
    .optional(
      "factor", \.factor, .number(0...1e6),
      "factor of each update: of the gradient under `sgd`, of the change under `adamw`"),
    .option(
      "from", \.input, .stage(producing: "multipliers"),
      "instead of a factor: a stage that has searched one for each scalar, and each optimizer"),
  ]

  package init() {}

  package var source: StageInput? { input }

  package var readsSource: Bool { factor == nil }

  package mutating func expect(_ shapes: [String: [Int]]) {
    searched = StoredMultipliers(shapes: shapes)
  }

  package mutating func read(_ files: [String: String]) throws {
    searched = try StoredMultipliers(files: files)
  }

  package func numbersKept(_ learning: [Parameter], _ settings: TrainingSettings) -> Int {
    selected(learning).reduce(0) { $0 + $1.count }
  }

  package func misfit(_ learning: [Parameter], _ settings: TrainingSettings) -> Misfit? {
    let optimizer = type(of: settings.optimizer)
    guard optimizer.multipliesUpdates else {
      let others = OptimizerCatalog.all.filter { $0.multipliesUpdates }.map { $0.name }
      return Misfit(
        "`multipliers` can't multiply the updates of the optimizer '\(optimizer.name)'",
        cure: "it can with \(others.joined(separator: ", "))")
    }
    let selected = selected(learning)
    guard selected.isEmpty else { return searched?.misfit(selected, under: optimizer.name) }
    return Misfit(
      "`multipliers` selects no parameter that learns",
      cure: "select parts that the model has and that aren't frozen")
  }

  package func begin(
    _ model: StoredModel, learning: [Parameter], _ settings: TrainingSettings, workers: Workers
  ) throws -> any ActiveHook {
    let selected = selected(learning)
    if let factor {
      return UpdateMultipliers(
        Dictionary(
          uniqueKeysWithValues: selected.map {
            ($0.name, [Float](repeating: Float(factor), count: $0.count))
          }))
    }
    guard let searched else { throw StoredMultipliers.missing }
    return UpdateMultipliers(
      try searched.values(of: selected, under: type(of: settings.optimizer).name))
  }

  private func selected(_ learning: [Parameter]) -> [Parameter] {
    learning.filter { parameter in selections.contains { $0.contains(parameter) } }
  }
}

/// Factors of the updates of parameters in a training, by their names; one for each scalar.
final class UpdateMultipliers: ActiveHook {
  private let factors: [String: [Float]]

  init(_ factors: [String: [Float]]) { self.factors = factors }

  func multipliers(of parameter: Parameter) -> [Float]? { factors[parameter.name] }
}
