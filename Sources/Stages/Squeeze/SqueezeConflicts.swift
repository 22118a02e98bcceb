internal import Datasets
internal import Models
internal import Options
public import Pipeline
internal import Training

extension SqueezeStage {
  public static func conflicts(
    _ options: SqueezeOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    let inputs = InputOutlooks(request)
    let found =
      options.goal.conflicts(isDirect: options.isDirect)
      + TrainStage.conflicts(options.training, request)
      + conflictsOfMeasure(options, inputs)
    guard found.isEmpty, let model = inputs[options.model]?.model else { return found }
    if let misfit = misfit(of: model, named: inputs.name(options.model)) {
      return [OptionConflict("model", misfit)]
    }
    guard let data = inputs[options.data]?.data else { return [] }
    let fitted = model.fitted(to: data, options.training.common.objective)
    return misfit(ofSize: options.goal, for: fitted).map { [OptionConflict("until", $0)] } ?? []
  }

  private static func conflictsOfMeasure(
    _ options: SqueezeOptions, _ inputs: InputOutlooks
  ) -> [OptionConflict] {
    let objective = options.training.common.objective
    guard options.goal.measure == .accuracy,
      let task = inputs[options.data]?.data?.tasks.first(where: {
        !$0.objective(objective).declaration.hasAccuracy
      })
    else { return [] }
    return [
      OptionConflict(
        "until",
        "\(task.subject) for `\(task.objective(objective).declaration.name)`, which has no "
          + "accuracy",
        hint: "write metric: loss")
    ]
  }

  /// Checks that what is learned from every task has an accuracy, where cuts end by it.
  ///
  /// - Throws: ``StageError`` where it has none.
  static func checkMeasure(_ options: SqueezeOptions, _ mixture: Mixture) throws {
    guard options.goal.measure == .accuracy else { return }
    let wanted = options.settings.objective
    for task in mixture.tasks {
      let learned = wanted ?? task.data.usualObjective
      guard !learned.declaration.hasAccuracy else { continue }
      throw StageError(
        "`until`: the data are for `\(learned.declaration.name)`, which has no accuracy; write "
          + "metric: loss")
    }
  }

  /// Finds the reason why a model's bonds can't be cut; nil where they can.
  static func misfit(of model: ModelDescription, named name: String = "the model") -> Misfit? {
    guard !model.chains.isEmpty else {
      return Misfit(
        "the matrices of \(name) aren't chains, whose bonds could be cut",
        cure: "initialize it from decomposed parts, with sharing by 'mpo'")
    }
    guard model.adapter?.target != .central else {
      return Misfit(
        "the adapter of \(name) is added to central tensors, and has the size of their bonds",
        cure: "initialize it without `to: central`")
    }
    return nil
  }

  /// Reports a size that no cuts can reach, or that is above the model's; nil where they can reach
  /// it, or none is asked for.
  static func misfit(ofSize goal: SqueezeGoal, for model: ModelDescription) -> Misfit? {
    let count = ParameterLayout(model).count
    guard let size = goal.size(from: count) else { return nil }
    if size > count {
      return Misfit(
        "the model has \(count.grouped) parameters, fewer than the \(size.grouped) asked for",
        cure: "ask for fewer")
    }
    let least = ParameterLayout(model.withLeastBonds).count
    guard size < least else { return nil }
    return Misfit(
      "cuts can't reach \(size.grouped) parameters: with all bonds 1 there are \(least.grouped)",
      cure: "ask for more")
  }
}

extension SqueezeGoal {
  fileprivate func conflicts(isDirect: Bool) -> [OptionConflict] {
    if (parameters == nil) == (gap == nil) {
      return [
        OptionConflict(
          "until", "'until' needs one of 'parameters' and 'gap'",
          hint: "write until: {parameters: 0.5x}, or until: {gap: 0.01}")
      ]
    }
    if let parameters, AskedSize(parameters) == nil {
      return [
        OptionConflict(
          "until",
          "'until' asks for '\(parameters.prefix(40))', which is neither a count nor a factor",
          hint: "write a count such as 250000, or a factor such as 0.5x")
      ]
    }
    guard isDirect, gap != nil else { return [] }
    return [
      OptionConflict(
        "direct", "'direct' cuts to a known size, but 'until' has a 'gap'",
        hint: "write the size that the other arm has reached in until.parameters")
    ]
  }
}
