internal import Datasets
internal import MatrixProduct
internal import Models
internal import Pipeline
internal import Options
internal import Spec

/// Models that a plan will make, and data that they will learn from, as far as options tell.
struct PlannedModels {
  private let stages: [StageID: PlannedStage]

  init(_ plan: Plan) {
    stages = Dictionary(plan.stages.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The model that a stage leaves, or takes apart, with a vocabulary as large as it may become;
  /// nil where bonds depend on what matrices hold.
  func description(of stage: PlannedStage) -> ModelDescription? {
    switch stage.declaration.kind {
    case "initialize": initialized(stage)
    case "decompose": input("model", of: stage).flatMap(description)
    case "train": trained(stage)
    case "load" where stage.declaration.produces == LoadModel.produces:
      try? ImportedModel.description(
        inFolder: LoadModelOptions(reading: stage.options).model.folder)
    default: nil
    }
  }

  /// The model that a training stage learns from; nil where there is none, or its bonds depend on
  /// what matrices hold.
  func teacher(of stage: PlannedStage) -> ModelDescription? {
    input("distill.teacher", of: stage).flatMap(description)
  }

  /// The data that a stage reads.
  func data(of stage: PlannedStage) -> PlannedData? {
    input("data", of: stage).map(planned)
  }

  /// What a stage that loads data, or mixes them, leaves.
  private func planned(_ stage: PlannedStage) -> PlannedData {
    guard stage.declaration.kind == "mixture" else {
      return PlannedData(stage, vocabulary: vocabulary(of: stage))
    }
    let options = MixtureOptions(reading: stage.options)
    let members = stage.inputs.filter { $0.role == options.dataRole }
    let known = members.compactMap { stages[$0.stage].map(planned) }
    return PlannedData(mixing: Array(zip(options.names, known)))
  }

  private func input(_ role: String, of stage: PlannedStage) -> PlannedStage? {
    stage.inputs.first { $0.role == role }.flatMap { stages[$0.stage] }
  }

  private func parts(of stage: PlannedStage) -> PlannedStage? {
    input("from", of: stage).flatMap { $0.declaration.kind == "decompose" ? $0 : nil }
  }

  /// Of data that take over a vocabulary, that of the data which learn it.
  private func vocabulary(of data: PlannedStage) -> Int {
    guard let source = input("tokenizer", of: data) else {
      return LoadOptions(reading: data.options).vocabulary
    }
    return description(of: source)?.encoder.vocabulary ?? vocabulary(of: source)
  }

  private func initialized(_ stage: PlannedStage) -> ModelDescription? {
    let options = InitializeOptions(reading: stage.options)
    if options.encoder != nil {
      return options.description(vocabulary: data(of: stage)?.vocabulary ?? 0)
    }
    guard let source = input(options.donor.role, of: stage), let donor = description(of: source)
    else { return nil }
    guard options.sharing.isFactorised else {
      return options.description(from: donor, factorisations: [:])
    }
    return parts(of: stage).flatMap { factorisations(of: donor, as: $0) }.map {
      options.description(from: donor, factorisations: $0)
    }
  }

  /// How a stage decomposes a model; nil where bonds depend on what matrices hold.
  private func factorisations(
    of donor: ModelDescription, as parts: PlannedStage
  ) -> [String: ModelDescription.Factorisation]? {
    let decompose = DecomposeOptions(reading: parts.options)
    let options = decompose.decomposition
    if options.rule.needsSpectra { return nil }
    var model = donor
    model.factorisations = [:]
    model.factorise(options.factorisation)
    if decompose.embeddings {
      model.factorisations[ModelDescription.wordEmbeddings] = options.factorisation(
        rows: options.paddedRows(model.encoder.vocabulary), columns: model.encoder.embedding)
    }
    return model.factorisations
  }

  /// With the head that the data need, as `train` fits it.
  private func trained(_ stage: PlannedStage) -> ModelDescription? {
    guard var model = input("model", of: stage).flatMap(description), let data = data(of: stage)
    else { return nil }
    model.keepsPooler = model.hasPooler
    model.hasLanguageHead = data.content == .runningText
    model.hasOrderHead = data.isOrdered
    model.hasSpanHead = data.content == .answers
    model.classes = data.outputs
    model.taskHeads = data.heads
    return model
  }
}

/// What the options of a stage that loads data tell of them; of a mixture, what its costliest task
/// needs.
struct PlannedData {
  let content: DatasetContent
  /// What a classifier puts out: nothing for language modelling and answers in a text; two where
  /// only the data tell how many classes there are.
  let outputs: [String]
  /// Whether sequences are two segments whose order is told.
  let isOrdered: Bool
  /// The most pieces that the vocabulary may have.
  let vocabulary: Int
  /// The most pieces of a sequence.
  let longest: Int
  /// Of a mixture's tasks.
  let heads: [TaskHead]

  fileprivate init(mixing tasks: [(name: String, data: PlannedData)]) {
    let all = tasks.map(\.data)
    let isMasked = all.contains { $0.content == .runningText }
    content = isMasked ? .runningText : .classes
    outputs = []
    isOrdered = all.contains(where: \.isOrdered)
    vocabulary = all.map(\.vocabulary).max() ?? 0
    longest = all.map(\.longest).max() ?? 0
    heads = tasks.filter { !$0.data.outputs.isEmpty }.map {
      TaskHead(name: $0.name, outputs: $0.data.outputs)
    }
  }

  fileprivate init(_ stage: PlannedStage, vocabulary: Int) {
    let options = LoadOptions(reading: stage.options)
    let dataset = options.dataset.dataset
    content = dataset.content
    outputs =
      content == .scores
      ? [ModelDescription.score] : dataset.classes ?? ["one", "other"]
    isOrdered = options.isOrdered == true
    self.vocabulary = vocabulary
    longest = options.sequence
    heads = []
  }
}
