/// A model's tensors under the names that Transformers gives them, every matrix whole.
///
/// Matrices are the very numbers that the encoder multiplies by: contracted, and with their
/// adapters and diagonals added, as in a forward pass. Output norms contain their layers' output
/// scales.
struct HuggingFaceTensors {
  private let model: StoredModel
  private let form: HuggingFaceForm
  private let matrices: DonorMatrices
  private let ours: ParameterNames
  private let theirs: ParameterNames
  private var writer = SafetensorsWriter()
  /// Number of scalars that are written.
  private(set) var count = 0

  init(_ model: StoredModel, _ form: HuggingFaceForm) {
    self.model = model
    self.form = form
    matrices = DonorMatrices(model)
    ours = ParameterNames(model.description)
    var dense = model.description
    dense.sharing = NoSharing()
    theirs = ParameterNames(dense, asALBERT: form.family == .albert)
    addEmbeddings()
    for (index, layer) in form.writtenLayers.enumerated() { addLayer(layer, as: index) }
    addHeads()
  }

  func write(to path: String) throws { try writer.write(to: path) }

  private var shape: EncoderShape { model.description.encoder }

  /// Adds a tensor that is made when it is written, so that one whole matrix is in memory at a
  /// time.
  private mutating func add(
    _ name: String, _ shape: [Int], _ make: @escaping () -> [Float]
  ) {
    writer.add(name, shape: shape, making: make)
    count += shape.reduce(1, *)
  }

  /// Adds a parameter that stands outside the layers.
  private mutating func add(_ name: String, _ shape: [Int], from own: String) {
    add(name, shape) { [matrices] in
      guard let values = matrices.valuesOutsideLayers(own) else {
        preconditionFailure("the layout has no \(own)")
      }
      return values
    }
  }

  private mutating func addPair(_ name: String, weight shape: [Int], from own: String) {
    add("\(name).weight", shape, from: "\(own).weight")
    add("\(name).bias", [shape[0]], from: "\(own).bias")
  }

  private mutating func addEmbeddings() {
    let prefix = form.prefix(model.description)
    for (name, rows) in [
      (ours.wordEmbeddings, shape.vocabulary), (ours.positionEmbeddings, shape.positions),
      (ours.segmentEmbeddings, shape.segments),
    ] {
      add(prefix + name, [rows, shape.embedding], from: name)
    }
    addPair(prefix + ours.embeddingNorm, weight: [shape.embedding], from: ours.embeddingNorm)
    guard form.family == .albert else { return }
    let projection = ours.embeddingProjection
    if shape.hasFactorisedEmbedding {
      addPair(
        prefix + projection, weight: [shape.hidden, shape.embedding], from: projection)
    } else {
      addIdentity(prefix + projection, width: shape.hidden)
    }
  }

  /// Adds the projection that ALBERT always has and this model has not: an identity, which changes
  /// no bit.
  private mutating func addIdentity(_ name: String, width: Int) {
    add("\(name).weight", [width, width]) {
      var identity = [Float](repeating: 0, count: width * width)
      for index in 0..<width { identity[index * width + index] = 1 }
      return identity
    }
    add("\(name).bias", [width]) { [Float](repeating: 0, count: width) }
  }

  /// Adds a layer's parameters under the number of a written layer or group.
  private mutating func addLayer(_ layer: Int, as number: Int) {
    for matrix in MatrixKind.allCases {
      let size = shape.size(of: matrix)
      let slot = ParameterSlot(layer: number, site: .matrix(matrix), part: .dense)
      add(name(of: slot), [size.rows, size.columns]) { [matrices] in
        matrices.dense(matrix, layer: layer)
      }
      addVector(.matrix(matrix), .bias, width: size.rows, layer, as: number)
    }
    for norm in NormKind.allCases {
      for part in [ParameterSlot.Part.scale, .bias] {
        addVector(.norm(norm), part, width: shape.hidden, layer, as: number)
      }
    }
  }

  private mutating func addVector(
    _ site: ParameterSlot.Site, _ part: ParameterSlot.Part, width: Int, _ layer: Int, as number: Int
  ) {
    let slot = ParameterSlot(layer: layer, site: site, part: part)
    add(name(of: slot.inLayer(number)), [width]) { [matrices] in
      guard let values = matrices.effectiveValues(of: slot) else {
        preconditionFailure("the layout has no \(slot)")
      }
      return values
    }
  }

  private func name(of slot: ParameterSlot) -> String {
    form.prefix(model.description) + theirs.name(of: slot)
  }

  private mutating func addHeads() {
    let description = model.description
    if description.hasPooler {
      addPair(
        form.prefix(description) + theirs.pooler, weight: [shape.hidden, shape.hidden],
        from: ours.pooler)
    }
    if description.hasLanguageHead {
      add(theirs.languageBias, [shape.vocabulary], from: ours.languageBias)
      addPair(
        theirs.languageTransform, weight: [shape.embedding, shape.hidden],
        from: ours.languageTransform)
      addPair(theirs.languageNorm, weight: [shape.embedding], from: ours.languageNorm)
    }
    if description.hasOrderHead {
      addPair(theirs.orderHead, weight: [2, shape.hidden], from: ours.orderHead)
    }
    if description.hasSpanHead {
      addPair(theirs.spanHead, weight: [2, shape.hidden], from: ours.spanHead)
    }
    if !description.classes.isEmpty {
      addPair(
        theirs.classifier, weight: [description.classes.count, shape.hidden],
        from: ours.classifier)
    }
  }
}
