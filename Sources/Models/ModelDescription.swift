package import MatrixProduct

/// Everything about a model but its numbers; stored beside them as `model.json`.
package struct ModelDescription: Sendable, Codable, Hashable {
  /// The factors and bonds of a matrix that is held as a chain; rows are output features.
  package struct Factorisation: Sendable, Codable, Hashable {
    package var rows: [Int]
    package var columns: [Int]
    /// Bond dimensions with both ends, which are 1: [tensors + 1].
    package var bonds: [Int]

    package init(factors: FactorShape, bonds: [Int]) {
      rows = factors.rows
      columns = factors.columns
      self.bonds = bonds
    }

    package var factors: FactorShape { FactorShape(rows: rows, columns: columns) }

    /// Returns the shape of local tensor `index`, counted from 0.
    package func shape(ofTensor index: Int) -> [Int] {
      [bonds[index], rows[index], columns[index], bonds[index + 1]]
    }

    /// Index of the central tensor, from 0.
    var centre: Int { rows.count / 2 }

    /// Returns the usual role of local tensor `index`, counted from 0.
    func part(ofTensor index: Int) -> ParameterSlot.Part {
      index == centre ? .central : .auxiliary(index + 1)
    }
  }

  package var encoder: EncoderShape
  private var choice: StoredSharing
  /// Factorisations by matrix name; a matrix without one is dense.
  package var factorisations: [String: Factorisation]
  private var storedAdapter: StoredAdapter?
  package var hasLanguageHead: Bool
  /// Class names, empty without a classification head; ``score`` alone for a regression's head.
  package var classes: [String]
  /// Whether a pooler is kept where no head stands on it; nil, as in files from before there were
  /// such poolers, counts as false.
  private var poolerStays: Bool?
  /// Whether a head on the pooler predicts if two segments stand in order; nil, as in files from
  /// before there was such a head, counts as false.
  private var ordersSegments: Bool?
  /// Heads of tasks; nil, as in files from before there were such heads, counts as none.
  private var tasks: [TaskHead]?
  /// Whether a head predicts where an answer begins and ends; nil counts as false, as above.
  private var marksSpans: Bool?
  /// The batches that trainings have drawn; nil counts as none, as above.
  private var drawn: [DrawnBatches]?
  /// The experts of feed-forward networks; nil, as in files from before there were any, for none.
  package var experts: Experts?
  /// The terms of experts that a router chooses for each token; nil for none.
  package var routedTerms: RoutedTerms?

  private enum CodingKeys: String, CodingKey {
    case encoder, factorisations, hasLanguageHead, classes
    case choice = "sharing"
    case storedAdapter = "adapter"
    case poolerStays, ordersSegments, tasks, marksSpans, drawn, experts, routedTerms
  }

  package init(
    encoder: EncoderShape, sharing: any SharingStrategy,
    factorisations: [String: Factorisation] = [:],
    adapter: (any Adapter)? = nil, hasLanguageHead: Bool = false, classes: [String] = [],
    keepsPooler: Bool = false
  ) {
    self.encoder = encoder
    choice = StoredSharing(strategy: sharing)
    self.factorisations = factorisations
    storedAdapter = adapter.map(StoredAdapter.init)
    self.hasLanguageHead = hasLanguageHead
    self.classes = classes
    self.keepsPooler = keepsPooler
  }

  /// Whether a pooler is kept where no head stands on it: the start of a later classifier's.
  package var keepsPooler: Bool {
    get { poolerStays == true }
    set { poolerStays = newValue ? true : nil }
  }

  /// The way in which layers share parameters.
  package var sharing: any SharingStrategy {
    get { choice.strategy }
    set { choice.strategy = newValue }
  }

  /// The terms that are added to matrices; nil for none.
  package var adapter: (any Adapter)? {
    get { storedAdapter?.adapter }
    set { storedAdapter = newValue.map(StoredAdapter.init) }
  }

  /// The owner of every slot under ``sharing`` in this encoder.
  package var sharingPlan: SharingPlan { SharingPlan(sharing, layers: encoder.layers) }

  /// The key in ``factorisations`` of the table of word embeddings, which may be held as a chain,
  /// too; its rows are padded to a number that factorises well.
  package static let wordEmbeddings = "word_embeddings"

  /// The name of a regression head's only output, which stands for classes.
  package static let score = "score"

  /// Whether a head on the pooler predicts if two segments of a text stand in order (sentence-order
  /// prediction: Lan et al., arXiv 1909.11942, section 3.1).
  package var hasOrderHead: Bool {
    get { ordersSegments == true }
    set { ordersSegments = newValue ? true : nil }
  }

  /// The heads of a mixture's tasks, in the order of the tasks; their names differ.
  package var taskHeads: [TaskHead] {
    get { tasks ?? [] }
    set { tasks = newValue.isEmpty ? nil : newValue }
  }

  /// The batches that the model's trainings have drawn, in the order of their last steps.
  var drawnBatches: [DrawnBatches] {
    get { drawn ?? [] }
    set { drawn = newValue.isEmpty ? nil : newValue }
  }

  /// Whether a head scores every token as the first and as the last one of an answer (Devlin et al.
  /// 2019, section 4.2).
  package var hasSpanHead: Bool {
    get { marksSpans == true }
    set { marksSpans = newValue ? true : nil }
  }

  package var hasPooler: Bool { keepsPooler || readsPooler }

  /// Whether a head stands on the pooler.
  package var readsPooler: Bool { hasOrderHead || !classes.isEmpty || !taskHeads.isEmpty }

  /// Returns the highest rank of a matrix's adapter: the smaller side of what it is added to.
  package func fullRank(ofAdapterOf matrix: MatrixKind) -> Int {
    let size = encoder.size(of: matrix)
    guard adapter?.target == .central, let factorisation = factorisation(of: matrix) else {
      return min(size.rows, size.columns)
    }
    let shape = factorisation.shape(ofTensor: factorisation.centre)
    return min(shape[0] * shape[1], shape[2] * shape[3])
  }

  package func factorisation(of matrix: MatrixKind) -> Factorisation? {
    factorisations[matrix.rawValue]
  }

  /// The largest bond of the layers' matrices; nil where all are whole.
  package var largestBond: Int? {
    MatrixKind.allCases.compactMap { factorisation(of: $0)?.bonds.max() }.max()
  }

  /// Lets no bond of the layers' matrices be above `cap`.
  package mutating func slice(toBond cap: Int) {
    for matrix in MatrixKind.allCases {
      guard let factorisation = factorisation(of: matrix) else { continue }
      factorisations[matrix.rawValue]?.bonds = factorisation.bonds.map { min($0, cap) }
    }
  }

  /// Holds every matrix of the layers as the chain that `chain` gives for its size, or whole where
  /// that is nil.
  package mutating func factorise(_ chain: (_ rows: Int, _ columns: Int) -> Factorisation?) {
    for matrix in MatrixKind.allCases {
      let size = encoder.size(of: matrix)
      factorisations[matrix.rawValue] = chain(size.rows, size.columns)
    }
  }
}
