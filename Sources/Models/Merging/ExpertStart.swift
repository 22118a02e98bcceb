internal import Tensors

extension FineTunedModels {
  /// Merges the models into the base with an expert for each, among which a router chooses for each
  /// token in each matrix of the layers and in the pooler.
  ///
  /// An expert is what fine-tuning added to a matrix, cut to a rank, and to its bias; where none
  /// of the models changed a matrix, biases stay the base's, too. All other parameters are the
  /// base's, and heads stay as they are.
  ///
  /// - Parameters:
  ///   - terms: Their count is that of the models.
  ///   - progress: Called with the number of matrices that are done and that of all; returns
  ///     whether to go on.
  /// - Returns: nil where `progress` said not to go on.
  package func routed(
    by terms: RoutedTerms, threads: Int, progress: (_ done: Int, _ all: Int) -> Bool
  ) -> StoredModel? {
    var description = self.description
    description.routedTerms = terms
    let bank = ParameterBank(ParameterLayout(description))
    for parameter in bank.layout.parameters {
      if let values = base.bank[parameter.name] { bank[parameter.name] = values }
    }
    copyHeads(into: bank)
    let matrices = sharedMatrices(description)
    let workers = Workers(threads: threads)
    for (index, position) in matrices.enumerated() {
      guard progress(index, matrices.count) else { return nil }
      let change = additions(to: position.matrix, layer: position.layer)
      start(terms, as: change, in: bank, workers) { position.names[$0] }
    }
    startPooler(terms, description, in: bank, workers)
    return StoredModel(description: description, bank: bank, vocabulary: base.vocabulary)
  }

  /// What fine-tuning added to a matrix and its bias, in each model.
  private struct Change {
    let rows, columns: Int
    /// [rows, columns] of each model, row-major.
    let matrices: [[Double]]
    /// [rows] of each model.
    let biases: [[Float]]

    init(
      rows: Int, columns: Int, matrices: (base: [Float], models: [[Float]]),
      biases: (base: [Float], models: [[Float]])
    ) {
      (self.rows, self.columns) = (rows, columns)
      self.matrices = matrices.models.map { model in
        zip(model, matrices.base).map { Double($0) - Double($1) }
      }
      self.biases = biases.models.map { model in zip(model, biases.base).map { $0 - $1 } }
    }

    /// Whether no model has changed the matrix.
    var isEmpty: Bool { matrices.allSatisfy { $0.allSatisfy { $0 == 0 } } }
  }

  /// A matrix of the layers that has experts, with the names of their parameters by their parts.
  private struct SharedMatrix {
    let matrix: MatrixKind
    let layer: Int
    let names: [ParameterSlot.Part: String]
  }

  /// Lists the matrices with experts of their own, each once however many layers share it.
  private func sharedMatrices(_ description: ModelDescription) -> [SharedMatrix] {
    let slots = SlotTable(description)
    return (0..<description.encoder.layers).flatMap { layer in
      MatrixKind.allCases.compactMap { matrix -> SharedMatrix? in
        let size = description.encoder.size(of: matrix)
        let parts = description.routedTerms?.parts(rows: size.rows, columns: size.columns) ?? []
        let owned = parts.map {
          ParameterSlot(layer: layer, site: .matrix(matrix), part: $0.part)
        }
        guard owned.allSatisfy({ slots.owner(of: $0) == $0 }) else { return nil }
        let names = owned.map { ($0.part, slots.name(of: $0)) }
        return SharedMatrix(
          matrix: matrix, layer: layer, names: Dictionary(uniqueKeysWithValues: names))
      }
    }
  }

  private func additions(to matrix: MatrixKind, layer: Int) -> Change {
    let size = base.description.encoder.size(of: matrix)
    let bias = ParameterSlot(layer: layer, site: .matrix(matrix), part: .bias)
    let (own, others) = (DonorMatrices(base), models.map { DonorMatrices($0) })
    return Change(
      rows: size.rows, columns: size.columns,
      matrices: (
        base: own.whole(matrix, layer: layer),
        models: others.map { $0.whole(matrix, layer: layer) }
      ),
      biases: (
        base: own.values(of: bias) ?? [], models: others.compactMap { $0.values(of: bias) }
      ))
  }

  private func startPooler(
    _ terms: RoutedTerms, _ description: ModelDescription, in bank: ParameterBank,
    _ workers: Workers
  ) {
    let (pooler, width) = (ParameterNames(description).pooler, description.encoder.hidden)
    let (weight, bias) = ("\(pooler).weight", "\(pooler).bias")
    bank[weight] = baseValues(of: weight)
    bank[bias] = baseValues(of: bias)
    let change = Change(
      rows: width, columns: width,
      matrices: (base: bank[weight] ?? [], models: modelValues(of: weight)),
      biases: (base: bank[bias] ?? [], models: modelValues(of: bias)))
    start(terms, as: change, in: bank, workers) { "\(pooler).\($0.name)" }
  }

  /// Sets the parameters of the experts of a matrix; they stay zero where no model changed it.
  private func start(
    _ terms: RoutedTerms, as change: Change, in bank: ParameterBank, _ workers: Workers,
    naming parameter: (ParameterSlot.Part) -> String?
  ) {
    if change.isEmpty { return }
    let (rows, columns) = (change.rows, change.columns)
    let rank = terms.expertRank(rows: rows, columns: columns)
    let gateRank = terms.gateRows(rows: rows, columns: columns)
    let experts = workers.map(change.matrices.count) { expert in
      ExpertFactors(
        of: change.matrices[expert], rows: rows, columns: columns, rank: rank, gateRank: gateRank)
    }
    for (expert, factors) in experts.enumerated() {
      let values: [(ExpertPart, [Float])] = [
        (.up, factors.up), (.down, factors.down), (.gate, factors.gate),
        (.bias, change.biases[expert]),
      ]
      for (part, numbers) in values {
        if let name = parameter(.expert(part, expert)) { bank[name] = numbers }
      }
    }
  }
}
