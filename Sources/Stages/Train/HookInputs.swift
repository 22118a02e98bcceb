internal import Options
internal import Pipeline
internal import Training

extension TrainStage {
  /// Finds hooks that lack a stage to read, and stages that no hook reads.
  static func conflictsOfHookInputs(
    _ options: TrainOptions, _ inputs: InputOutlooks
  ) -> [OptionConflict] {
    let hooks = options.common.hooks
    for role in Set(hooks.compactMap { $0.source?.role }).sorted() {
      let given = inputs.all(StageInput(role)).count
      let wanted = hooks.count { $0.readsSource && $0.source?.role == role }
      guard given == wanted else {
        return [
          OptionConflict(
            "hooks",
            "\(wanted) of the hooks need a stage in '\(role)', and \(given) of them name one",
            hint: given > wanted
              ? "leave that option out where a hook has what stands for it, such as a factor"
              : "each needs either that option or what stands for it, such as a factor")
        ]
      }
    }
    return []
  }

  /// Returns the hooks with what is known of the stages that they read.
  static func plannedHooks(
    _ hooks: [any TrainingHook], _ inputs: InputOutlooks
  ) -> [any TrainingHook] {
    hooks.fed(from: { inputs.all($0) }) { hook, outlook in
      if let shapes = outlook?.multiplierShapes { hook.expect(shapes) }
    }
  }

  /// Returns the settings of a training whose hooks have read what other stages left for them.
  static func settings(
    _ options: TrainOptions, _ job: StageJob, examples: Int
  ) throws -> TrainingSettings {
    var settings = options.settings(examples: examples)
    settings.hooks = try settings.hooks.fed(
      from: { source in job.inputs.filter { $0.role == source.role } },
      { hook, input in try hook.read(input.files) })
    return settings
  }
}

extension [any TrainingHook] {
  /// Returns the hooks, each of those that read a stage with the next of the things that such
  /// stages have left.
  ///
  /// - Parameters:
  ///   - products: Returns what the stages of an option have left, in the order of the hooks.
  ///   - feed: Gives one to a hook.
  fileprivate func fed<Product>(
    from products: (StageInput) -> [Product],
    _ feed: (inout any TrainingHook, Product) throws -> Void
  ) rethrows -> [any TrainingHook] {
    var (hooks, taken) = (self, [String: Int]())
    for index in hooks.indices where hooks[index].readsSource {
      guard let source = hooks[index].source else { continue }
      let position = taken[source.role, default: 0]
      let all = products(source)
      guard position < all.count else { continue }
      taken[source.role] = position + 1
      try feed(&hooks[index], all[position])
    }
    return hooks
  }
}
