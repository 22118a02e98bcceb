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
    case "initialize":
      stage.options["encoder"].map { fresh($0, stage) } ?? adapted(stage)
    case "decompose": input("model", of: stage).flatMap(description)
    case "train": trained(stage)
    case "load":
      stage.options["model"].flatMap { choice in
        try? ImportedModel.description(inFolder: ModelCatalog.folder(choice))
      }
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
    let members = stage.inputs.filter { $0.role == MixtureStage.role }
    let known = members.compactMap { stages[$0.stage].map(planned) }
    return PlannedData(mixing: Array(zip(MixtureStage.names(stage.options), known)))
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
      return data.options["vocabulary"]?.integer ?? 0
    }
    return description(of: source)?.encoder.vocabulary ?? vocabulary(of: source)
  }

  private func fresh(_ sizes: Value, _ stage: PlannedStage) -> ModelDescription {
    ModelDescription(
      encoder: ModelOptions.shape(sizes, vocabulary: data(of: stage)?.vocabulary ?? 0),
      sharing: stage.options["sharing"] ?? .null,
      adapter: ModelOptions.adapter(stage.options["adapter"]), hasLanguageHead: true)
  }

  private func adapted(_ stage: PlannedStage) -> ModelDescription? {
    guard let donor = input("from", of: stage), var model = description(of: donor) else {
      return nil
    }
    model.encoder.layers = stage.options["layers"]?.integer ?? model.encoder.layers
    model.sharing = stage.options["sharing"] ?? .null
    model.adapter = ModelOptions.adapter(stage.options["adapter"])
    model.factorisations = [:]
    guard SharingCatalog.kind(model.sharing).isFactorised else { return model }
    guard let parts = parts(of: stage) else { return nil }
    let options = DecompositionOptions(parts.options)
    if options.rule.needsSpectra { return nil }
    model.factorise(options.factorisation)
    if parts.options["embeddings"]?.boolean == true {
      model.factorisations[ModelDescription.wordEmbeddings] = options.factorisation(
        rows: options.paddedRows(model.encoder.vocabulary), columns: model.encoder.embedding)
    }
    return model
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
    let choice = stage.options["dataset"] ?? .null
    let kind = DatasetCatalog.kind(choice)
    content = kind?.content(choice) ?? .classes
    outputs =
      content == .scores
      ? [ModelDescription.score] : kind?.classes(choice) ?? ["one", "other"]
    isOrdered = stage.options["order"]?.boolean == true
    self.vocabulary = vocabulary
    longest = stage.options["sequence"]?.integer ?? 0
    heads = []
  }
}
