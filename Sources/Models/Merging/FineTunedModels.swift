internal import Options
internal import Tokenization

/// Models that were fine-tuned from one base, each on a task of its own, to be merged into one.
package struct FineTunedModels {
  package let base: StoredModel
  /// The tasks' names, which become those of the merged model's heads.
  package let tasks: [String]
  /// The models, one of each task.
  package let models: [StoredModel]

  /// Takes the models.
  ///
  /// - Precondition: there are as many models as tasks, at least one, and ``problem(adapters:)``
  ///   finds nothing.
  package init(base: StoredModel, tasks: [String], models: [StoredModel]) {
    precondition(tasks.count == models.count && !tasks.isEmpty, "a model of each task")
    (self.base, self.tasks, self.models) = (base, tasks, models)
  }

  /// Finds what keeps the models from being merged; nil where nothing does.
  ///
  /// - Parameter adapters: Whether the models must have the base's adapters, too.
  package func problem(adapters: Bool) -> String? {
    zip(tasks, models).lazy.compactMap { task, model -> String? in
      guard model.vocabulary == base.vocabulary else {
        return "the vocabulary of the model of '\(task)' isn't the base's"
      }
      return base.description.problem(
        ofMerging: model.description, task: task, adapters: adapters)
    }.first
  }

  /// The description of the merged model, with all matrices as the base has them.
  package var description: ModelDescription {
    base.description.merged(with: zip(tasks, models).map { (task: $0, model: $1.description) })
  }

  /// Returns the base's values of a parameter outside the heads; the mean of the models' where the
  /// base lacks it, as it does a pooler that training has added.
  func baseValues(of name: String) -> [Float] {
    base.bank[name] ?? combined(name, baseFactor: 0, modelFactor: 1 / Double(models.count))
  }

  /// Returns each model's values of a parameter that every model has.
  func modelValues(of name: String) -> [[Float]] { models.compactMap { $0.bank[name] } }

  /// Merges the models, every parameter outside the heads, into baseFactor · base + modelFactor ·
  /// Σ model; heads stay as they are.
  package func linearCombination(baseFactor: Double, modelFactor: Double) -> StoredModel {
    let description = self.description
    let bank = ParameterBank(ParameterLayout(description))
    for parameter in bank.layout.parameters where parameter.part != .heads {
      bank[parameter.name] = combined(
        parameter.name, baseFactor: baseFactor, modelFactor: modelFactor)
    }
    copyHeads(into: bank)
    return StoredModel(description: description, bank: bank, vocabulary: base.vocabulary)
  }

  private func combined(_ name: String, baseFactor: Double, modelFactor: Double) -> [Float] {
    let values = modelValues(of: name)
    var sums = values[0].map { modelFactor * Double($0) }
    for model in values.dropFirst() {
      for (index, value) in model.enumerated() { sums[index] += modelFactor * Double(value) }
    }
    if baseFactor != 0 {
      for (index, value) in baseValues(of: name).enumerated() {
        sums[index] += baseFactor * Double(value)
      }
    }
    return sums.map { Float($0) }
  }

  /// Copies each model's classifier into the merged model, as the head of the model's task.
  func copyHeads(into bank: ParameterBank) {
    for (task, model) in zip(tasks, models) {
      let classifier = ParameterNames(model.description).classifier
      for ending in ["weight", "bias"] {
        bank["\(TaskHead.parameters(ofTask: task)).\(ending)"] =
          model.bank["\(classifier).\(ending)"]
      }
    }
  }
}

extension ModelDescription {
  /// Returns the description of this base after models of tasks were merged into it: with a head
  /// for each task and no other.
  package func merged(with models: [(task: String, model: ModelDescription)]) -> ModelDescription {
    var merged = self
    merged.replaceHeads(
      by: models.map { (name: $0.task, heads: RequiredHeads(outputs: $0.model.classes)) })
    return merged
  }

  /// Finds what keeps a model from being merged into this base; nil where nothing does.
  ///
  /// - Parameter adapters: Whether the model must have the base's adapters, too.
  package func problem(
    ofMerging model: ModelDescription, task: String, adapters: Bool
  ) -> String? {
    if routedTerms != nil || model.routedTerms != nil {
      let which = routedTerms == nil ? "the model of '\(task)'" : "the base"
      return "\(which) was made by routing among merged models, which can't be merged again"
    }
    guard !model.classes.isEmpty else {
      return "the model of '\(task)' has no classifier that could be the head of its task"
    }
    if let problem = problem(ofParametersOf: model, task: task, adapters: adapters) {
      return problem
    }
    var other = model.encoder
    other.deviation = encoder.deviation
    guard encoder == other, sharing.canonicalWithKind == model.sharing.canonicalWithKind,
      experts == model.experts,
      !adapters || adapter?.canonicalWithKind == model.adapter?.canonicalWithKind
    else {
      return "the model of '\(task)' computes otherwise than the base: it differs in `encoder`, "
        + "`sharing`, `experts` or `adapter`"
    }
    return adapters ? nil : problem(ofAddingTo: model, task: task)
  }

  /// Finds what keeps terms of a model's own from being added to this base's matrices; nil where
  /// nothing does.
  private func problem(ofAddingTo model: ModelDescription, task: String) -> String? {
    if experts != nil {
      return "the base has experts, so it has no single matrix that terms could be added to"
    }
    guard let own = model.adapter, own.canonicalWithKind != adapter?.canonicalWithKind else {
      return nil
    }
    let slots = SlotTable(self)
    let shared = own.matrices.first { matrix in
      Set((0..<encoder.layers).map { slots.recipe(of: matrix, layer: $0) }).count < encoder.layers
    }
    return shared.map {
      "layers of the base share '\($0.rawValue)', to which the model of '\(task)' adds a term in "
        + "each layer"
    }
  }

  /// Finds a parameter outside pooler and heads that only one of the two has, or that differs in
  /// shape.
  private func problem(
    ofParametersOf model: ModelDescription, task: String, adapters: Bool
  ) -> String? {
    func shapes(_ description: ModelDescription) -> [(name: String, shape: [Int])] {
      ParameterLayout(description).parameters.filter {
        $0.part != .heads && $0.part != .pooler && (adapters || $0.part != .adapters)
      }.map { (name: $0.name, shape: $0.shape) }
    }
    let (own, other) = (shapes(self), shapes(model))
    let others = Dictionary(uniqueKeysWithValues: other.map { ($0.name, $0.shape) })
    for (name, shape) in own {
      guard let found = others[name] else {
        return "the model of '\(task)' lacks \(name), which the base has"
      }
      guard found == shape else {
        return "\(name) is \(found) in the model of '\(task)' and \(shape) in the base"
      }
    }
    let known = Set(own.map(\.name))
    return other.first { !known.contains($0.name) }.map {
      "the model of '\(task)' has \($0.name), which the base lacks"
    }
  }
}
