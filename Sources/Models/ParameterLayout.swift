internal import MatrixProduct

/// A parameter's name, shape and range in the flat buffers that hold a model.
package struct Parameter: Sendable, Equatable {
  /// The part of the model that a parameter belongs to, by which sizes are reported.
  package enum Part: String, Sendable, CaseIterable {
    case embeddings
    /// Whole matrices of layers.
    case matrices
    case central, auxiliary, adapters
    /// Biases and norms of layers.
    case vectors
    case pooler
    /// Heads, which stand on the encoder for an objective.
    case heads
  }

  package let name: String
  package let part: Part
  /// The slot that owns it; nil outside the layers.
  package let owner: ParameterSlot?
  package let shape: [Int]
  /// Index of its first scalar in the flat buffers.
  package let offset: Int
  package let start: Start
  /// Whether weight decay applies: to matrices and embeddings, not to biases and norms.
  package let decays: Bool
  /// Whether training changes it; false for what is drawn once and kept.
  package let learns: Bool
  /// For local tensors of layers' matrices, the factor of the learning rate by the tensor's fan-in
  /// (see `TensorFans` of MatrixProduct); nil for all else.
  package let learningRateByFanIn: Double?

  package var count: Int { shape.reduce(1, *) }
  package var range: Range<Int> { offset..<offset + count }
}

/// The parameters that a model's description asks for, each owner's once; it allocates no memory.
package struct ParameterLayout: Sendable {
  package private(set) var parameters: [Parameter] = []
  /// Number of scalars of all parameters, shared ones counted once.
  package private(set) var count = 0
  /// Number of scalars in the tables of word, position and segment embeddings, a chain's included.
  private var tableCount = 0
  private var indices: [String: Int] = [:]

  package init(_ description: ModelDescription) {
    addEmbeddings(description)
    let slots = SlotTable(description)
    for layer in 0..<description.encoder.layers {
      for (slot, shape) in slots.slots(ofLayer: layer) {
        add(
          slots.name(of: slot), shape, slot.part.category, owner: slots.owner(of: slot),
          slot.part.start, decays: slot.part.decays, learns: slot.part.learns,
          learningRateByFanIn: description.learningRateByFanIn(of: slot, shape))
      }
    }
    addHeads(description)
  }

  /// Makes a layout of some parameters of another one alone, without gaps between them.
  package init(only parameters: [Parameter]) {
    for parameter in parameters {
      add(
        parameter.name, parameter.shape, parameter.part, owner: parameter.owner, parameter.start,
        decays: parameter.decays, learns: parameter.learns,
        learningRateByFanIn: parameter.learningRateByFanIn)
    }
  }

  /// Number of scalars that training may change.
  package var learningCount: Int {
    parameters.reduce(0) { $0 + ($1.learns ? $1.count : 0) }
  }

  package subscript(name: String) -> Parameter? { indices[name].map { parameters[$0] } }

  /// Number of scalars outside the embedding tables, as scaling laws count models (Kaplan et al.,
  /// arXiv 2001.08361, section 2.1).
  ///
  /// The embeddings' norm and the projection of factorised ones count: they are computed for every
  /// token. A language head scores by the table of words, which doesn't count again.
  package var nonEmbeddingCount: Int { count - tableCount }

  private mutating func add(
    _ name: String, _ shape: [Int], _ part: Parameter.Part, owner: ParameterSlot? = nil,
    _ start: Parameter.Start, decays: Bool, learns: Bool = true,
    learningRateByFanIn: Double? = nil
  ) {
    guard indices[name] == nil else { return }
    indices[name] = parameters.count
    let parameter = Parameter(
      name: name, part: part, owner: owner, shape: shape, offset: count, start: start,
      decays: decays, learns: learns, learningRateByFanIn: learningRateByFanIn)
    parameters.append(parameter)
    count += parameter.count
  }

  /// Adds a matrix that training needs beside the model.
  package mutating func addMatrix(_ name: String, rows: Int, columns: Int) {
    add(name, [rows, columns], .heads, .normal, decays: true)
  }

  private mutating func addLinear(
    _ name: String, rows: Int, columns: Int, _ part: Parameter.Part
  ) {
    add("\(name).weight", [rows, columns], part, .normal, decays: true)
    add("\(name).bias", [rows], part, .zeros, decays: false)
  }

  private mutating func addTable(_ name: String, _ shape: [Int]) {
    add(name, shape, .embeddings, .normal, decays: true)
    tableCount += shape.reduce(1, *)
  }

  private mutating func addNorm(_ name: String, width: Int, _ part: Parameter.Part) {
    add("\(name).weight", [width], part, .ones, decays: false)
    add("\(name).bias", [width], part, .zeros, decays: false)
  }

  private mutating func addEmbeddings(_ description: ModelDescription) {
    let (shape, names) = (description.encoder, ParameterNames(description))
    addWordEmbeddings(description, names)
    for (name, rows) in [
      (names.positionEmbeddings, shape.positions), (names.segmentEmbeddings, shape.segments),
    ] {
      addTable(name, [rows, shape.embedding])
    }
    addNorm(names.embeddingNorm, width: shape.embedding, .embeddings)
    if shape.hasFactorisedEmbedding {
      addLinear(
        names.embeddingProjection, rows: shape.hidden, columns: shape.embedding, .embeddings)
    }
  }

  private mutating func addWordEmbeddings(_ description: ModelDescription, _ names: ParameterNames)
  {
    let shape = description.encoder
    guard let factorisation = description.factorisations[ModelDescription.wordEmbeddings] else {
      addTable(names.wordEmbeddings, [shape.vocabulary, shape.embedding])
      return
    }
    let tensors = names.wordEmbeddingTensors(count: factorisation.rows.count)
    for (index, name) in tensors.enumerated() {
      addTable(name, factorisation.shape(ofTensor: index))
    }
  }

  private mutating func addExpertsOfPooler(
    _ description: ModelDescription, _ names: ParameterNames
  ) {
    let width = description.encoder.hidden
    for (part, shape) in description.routedTerms?.parts(rows: width, columns: width) ?? [] {
      add(
        "\(names.pooler).\(part.name)", shape, .pooler, part.start, decays: part.decays,
        learns: part.learns)
    }
  }

  private mutating func addHeads(_ description: ModelDescription) {
    let (shape, names) = (description.encoder, ParameterNames(description))
    if description.hasLanguageHead {
      addLinear(
        names.languageTransform, rows: shape.embedding, columns: shape.hidden, .heads)
      addNorm(names.languageNorm, width: shape.embedding, .heads)
      add(names.languageBias, [shape.vocabulary], .heads, .zeros, decays: false)
    }
    if description.hasPooler {
      addLinear(names.pooler, rows: shape.hidden, columns: shape.hidden, .pooler)
      addExpertsOfPooler(description, names)
    }
    if description.hasOrderHead {
      addLinear(names.orderHead, rows: 2, columns: shape.hidden, .heads)
    }
    if description.hasSpanHead {
      addLinear(names.spanHead, rows: 2, columns: shape.hidden, .heads)
    }
    if !description.classes.isEmpty {
      addLinear(
        names.classifier, rows: description.classes.count, columns: shape.hidden, .heads)
    }
    for head in description.taskHeads {
      addLinear(
        TaskHead.parameters(ofTask: head.name), rows: head.outputs.count, columns: shape.hidden,
        .heads)
    }
  }
}

extension ModelDescription {
  /// Returns the factor of a local tensor's learning rate by its fan-in; nil for other parameters.
  fileprivate func learningRateByFanIn(of slot: ParameterSlot, _ shape: [Int]) -> Double? {
    guard slot.part.isLocalTensor, shape.count == 4, case .matrix(let matrix) = slot.site,
      let chain = factorisation(of: matrix)
    else { return nil }
    return TensorFans(shape: shape)
      .learningRateFactor(columns: chain.factors.columnCount, tensors: chain.rows.count)
  }
}
