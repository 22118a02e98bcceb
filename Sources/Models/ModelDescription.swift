package import MatrixProduct

/// Everything about a model but its numbers; stored beside them as `model.json`.
package struct ModelDescription: Sendable, Codable, Hashable {
  /// How a matrix is factorised: rows are output features.
  package struct Factorisation: Sendable, Codable, Hashable {
    package var rows: [Int]
    package var columns: [Int]
    /// From the left end to the right one, both 1: one more than there are tensors.
    package var bonds: [Int]

    package init(factors: FactorShape, bonds: [Int]) {
      rows = factors.rows
      columns = factors.columns
      self.bonds = bonds
    }

    package var factors: FactorShape { FactorShape(rows: rows, columns: columns) }

    /// The shape of local tensor `index`, counted from 0.
    package func shape(ofTensor index: Int) -> [Int] {
      [bonds[index], rows[index], columns[index], bonds[index + 1]]
    }
  }

  package var encoder: EncoderShape
  private var choice: StoredSharing
  /// By matrix name; a matrix without one is dense.
  package var factorisations: [String: Factorisation]
  package var adapter: Adapter?
  package var hasLanguageHead: Bool
  /// Class names, empty without a classification head; ``score`` alone for a regression's head.
  package var classes: [String]
  /// Whether a pooler is kept where no head stands on it; nil counts as no, as models that were
  /// stored before there were such poolers have it.
  private var poolerStays: Bool?
  /// Whether a head on the pooler tells if two segments stand in order; nil counts as none, as
  /// models that were stored before there was such a head have it.
  private var ordersSegments: Bool?
  /// nil counts as none, as models that were stored before there were such heads have it.
  private var tasks: [TaskHead]?
  /// Whether a head tells where an answer begins and ends; nil counts as none, as above.
  private var marksSpans: Bool?
  /// nil counts as nothing, as above.
  private var drawn: [DrawnBatches]?

  private enum CodingKeys: String, CodingKey {
    case encoder, factorisations, adapter, hasLanguageHead, classes
    case choice = "sharing"
    case poolerStays, ordersSegments, tasks, marksSpans, drawn
  }

  package init(
    encoder: EncoderShape, sharing: any SharingStrategy,
    factorisations: [String: Factorisation] = [:],
    adapter: Adapter? = nil, hasLanguageHead: Bool = false, classes: [String] = [],
    keepsPooler: Bool = false
  ) {
    self.encoder = encoder
    choice = StoredSharing(strategy: sharing)
    self.factorisations = factorisations
    self.adapter = adapter
    self.hasLanguageHead = hasLanguageHead
    self.classes = classes
    self.keepsPooler = keepsPooler
  }

  /// Whether a pooler is kept where no head stands on it: the start of a later classifier's.
  package var keepsPooler: Bool {
    get { poolerStays == true }
    set { poolerStays = newValue ? true : nil }
  }

  /// How layers share parameters.
  package var sharing: any SharingStrategy {
    get { choice.strategy }
    set { choice.strategy = newValue }
  }

  /// What ``sharing`` comes to in this encoder.
  package var sharingPlan: SharingPlan { SharingPlan(sharing, layers: encoder.layers) }

  /// The key in ``factorisations`` of the table of word embeddings, which may be held as a chain,
  /// too; its rows are padded to a number that factorises well.
  package static let wordEmbeddings = "word_embeddings"

  /// What a regression's head puts out, in place of classes.
  package static let score = "score"

  /// Whether a head on the pooler tells if two segments of a text stand in order (sentence-order
  /// prediction: Lan et al., arXiv 1909.11942, section 3.1).
  package var hasOrderHead: Bool {
    get { ordersSegments == true }
    set { ordersSegments = newValue ? true : nil }
  }

  /// The heads of a mixture's tasks, in their order; names differ.
  package var taskHeads: [TaskHead] {
    get { tasks ?? [] }
    set { tasks = newValue.isEmpty ? nil : newValue }
  }

  /// What the trainings that led to the model have drawn, in the order of their last steps.
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

  /// The most that the rank of a matrix's adapter can be: the smaller side of what it is added to.
  package func fullRank(ofAdapterOf matrix: MatrixKind) -> Int {
    let size = encoder.size(of: matrix)
    guard adapter?.place == .central, let factorisation = factorisation(of: matrix) else {
      return min(size.rows, size.columns)
    }
    let shape = factorisation.shape(ofTensor: factorisation.rows.count / 2)
    return min(shape[0] * shape[1], shape[2] * shape[3])
  }

  package func factorisation(of matrix: MatrixKind) -> Factorisation? {
    factorisations[matrix.rawValue]
  }

  /// Holds every matrix of the layers as a chain that its size tells, or whole where it tells none.
  package mutating func factorise(_ chain: (_ rows: Int, _ columns: Int) -> Factorisation?) {
    for matrix in MatrixKind.allCases {
      let size = encoder.size(of: matrix)
      factorisations[matrix.rawValue] = chain(size.rows, size.columns)
    }
  }
}
