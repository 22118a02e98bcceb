import Options
import MatrixProduct
import Models
import Spec
import Testing

/// An encoder small enough to count by hand.
private func description(
  _ sharing: String = "none", layers: Int = 2, embedding: Int = 4
) -> ModelDescription {
  ModelDescription(
    encoder: EncoderShape(
      layers: layers, hidden: 4, heads: 2, intermediate: 6, embedding: embedding, vocabulary: 7,
      positions: 8),
    sharing: strategy(
      sharing,
      [
        "unique": .integer(2), "reduction": .integer(2), "count": .integer(3),
        "degree": .integer(1),
      ]
    ))
}

/// The same encoder with every matrix as a chain of two tensors: 2 × 2 with 2 × 2 or 3 × 2 entries.
private func chains(_ sharing: String, bond: Int) -> ModelDescription {
  var description = description(sharing)
  let factors = [4: [2, 2], 6: [3, 2]]
  description.factorise { rows, columns in
    ModelDescription.Factorisation(
      factors: FactorShape(rows: factors[rows] ?? [], columns: factors[columns] ?? []),
      bonds: [1, bond, 1])
  }
  return description
}

/// Operations of a step for each multiply-add of the forward pass: two each forward, backward to
/// the input and backward to the matrix.
private let perMultiplyAdd = 6

@Suite("floating-point operations of a training step")
struct TrainingCostTests {
  /// Counts for two sequences, of 2 and 3 tokens, of which a head reads one row and two.
  private func cost(_ description: ModelDescription, skipping: Bool = false) -> TrainingCost {
    TrainingCost(description, lengths: [2, 3], rowsRead: [1, 2], skipsUnreadRows: skipping)
  }

  /// Multiply-adds of a layer: 5 tokens by four 4 × 4 and two 4 × 6 matrices; queries by keys, and
  /// probabilities by values, 4 wide.
  private static let layer = 5 * (4 * 16 + 2 * 24) + 2 * (2 * 2 + 3 * 3) * 4

  @Test("layers alone")
  func layers() {
    let found = cost(description())
    #expect(found.operations == perMultiplyAdd * 2 * Self.layer)
    #expect(found.fullOperations == found.operations)
  }

  @Test("a classifier's pooler and classes are for sequences, a language head for rows read")
  func heads() {
    let layers = cost(description()).operations
    var classifier = description()
    classifier.classes = ["a", "b", "c"]
    #expect(cost(classifier).operations - layers == perMultiplyAdd * 2 * (4 * 4 + 4 * 3))
    var language = description()
    language.hasLanguageHead = true
    #expect(cost(language).operations - layers == perMultiplyAdd * 3 * (4 * 4 + 4 * 7))
    var spans = description()
    spans.hasSpanHead = true
    #expect(cost(spans).operations - layers == perMultiplyAdd * 3 * 4 * 2)
  }

  @Test("narrow embeddings are projected, and the language head is as narrow")
  func narrow() {
    let layers = cost(description()).operations
    var narrow = description(embedding: 2)
    #expect(cost(narrow).operations - layers == perMultiplyAdd * 5 * 4 * 2)
    narrow.hasLanguageHead = true
    #expect(
      cost(narrow).operations - layers == perMultiplyAdd * (5 * 4 * 2 + 3 * (4 * 2 + 2 * 7)))
  }

  @Test("rows that nobody reads, after keys and values, in the last layer alone")
  func unread() {
    let (full, found) = (cost(description()), cost(description(), skipping: true))
    let keysAndValues = 5 * 2 * 16
    let rest = 3 * (2 * 16 + 2 * 24) + 2 * (1 * 2 + 2 * 3) * 4
    #expect(found.operations == perMultiplyAdd * (Self.layer + keysAndValues + rest))
    #expect(found.fullOperations == full.operations)
    let whole = TrainingCost(
      description(), lengths: [2, 3], rowsRead: [2, 3], skipsUnreadRows: true)
    #expect(whole.operations == whole.fullOperations)
  }

  /// Multiply-adds that rebuild the matrices of two layers: three atoms of the size of each matrix;
  /// blocks of rank 1, which has each entry once; two vectors of a basis for all but attention
  /// output and output.
  private static let products = [
    "atoms": 2 * 3 * (4 * 16 + 2 * 24), "structured": 2 * (4 * 16 + 2 * 24),
    "basis": 2 * (3 * 4 * 2 * 4 + 6 * 2 * 4),
  ]

  @Test(
    "every strategy without chains costs what no sharing does, but for bottlenecks and products")
  func strategies() {
    let none = cost(description()).operations
    for kind in SharingCatalog.all where !kind.init().isFactorised {
      let shared = description(kind.name)
      // Two bottlenecks in each of two layers, down to a width of 2 and up again, for 5 tokens.
      let bottlenecks = shared.sharing.bottleneck == nil ? 0 : 2 * 2 * 5 * 2 * 4 * 2
      #expect(
        cost(shared).operations
          == none + perMultiplyAdd * (bottlenecks + (Self.products[kind.name] ?? 0)),
        "\(kind.name)")
    }
  }

  @Test("what entered a core is fed in by a product for every token in every round")
  func injection() {
    var loop = description()
    let none = cost(loop).operations
    loop.sharing = LoopSharing { $0.hasInjection = true }
    // Two rounds, from 4 + 4 wide to 4 wide for 5 tokens.
    #expect(cost(loop).operations - none == perMultiplyAdd * 2 * 5 * 8 * 4)
    loop.sharing = LoopSharing(core: 2) { $0.hasInjection = true }
    #expect(cost(loop).operations - none == perMultiplyAdd * 5 * 8 * 4)
  }

  @Test("twice the layers are twice the operations of layers", arguments: ["none", "all", "mpo"])
  func depth(sharing: String) {
    var shallow = sharing == "mpo" ? chains("mpo", bond: 4) : description(sharing)
    let (half, once) = (cost(shallow), cost(shallow, skipping: true))
    shallow.encoder.layers *= 2
    #expect(cost(shallow).operations == 2 * half.operations)
    #expect(
      cost(shallow, skipping: true).operations - once.operations == half.operations)
  }

  @Test("chains are rebuilt once a step, one for each different matrix")
  func rebuilding() {
    let dense = cost(description()).operations
    let chain = cost(chains("mpo", bond: 4)).operations
    // Bond 4 between 4 (or 6) entries left of it and 4 right of it.
    let rebuilt = 2 * (4 * 4 * 4 * 4 + 2 * 6 * 4 * 4)
    #expect(chain - dense == perMultiplyAdd * rebuilt)
    let twice = TrainingCost(
      chains("mpo", bond: 4), lengths: [2, 3, 2, 3], rowsRead: [1, 2, 1, 2],
      skipsUnreadRows: false)
    #expect(twice.operations - chain == dense)
  }

  @Test("low-rank terms are multiplied out once a step for each layer")
  func adapters() {
    let adapter = LoRA(rank: 3, matrices: [.query, .output])
    var whole = description("all")
    whole.adapter = adapter
    #expect(
      cost(whole).operations - cost(description()).operations
        == perMultiplyAdd * 2 * 3 * (4 * 4 + 4 * 6))
    var central = chains("mpo", bond: 4)
    let without = cost(central).operations
    central.adapter = LoRA(rank: 3, matrices: [.query, .output], target: .central)
    // The second of two tensors is the central one: 4 by 2 by 2.
    #expect(cost(central).operations - without == perMultiplyAdd * 2 * 3 * (16 + 16))
  }

  @Test("where bonds are small, tensors are applied to every token and nothing is rebuilt")
  func applied() {
    let wide = EncoderShape(
      layers: 1, hidden: 768, heads: 12, intermediate: 3072, embedding: 768, vocabulary: 1,
      positions: 8)
    var description = ModelDescription(encoder: wide, sharing: CentralTensorSharing())
    var token = 0
    description.factorise { rows, columns in
      let factors = FactorShape.balanced(rows: rows, columns: columns)
      let bonds = factors.bonds(cap: 1)
      token += factors.applicationCost(bonds: bonds)
      return ModelDescription.Factorisation(factors: factors, bonds: bonds)
    }
    let attention = 2 * (2 * 2 + 3 * 3) * 768
    #expect(cost(description).operations == perMultiplyAdd * (5 * token + attention))
    description.adapter = LoRA(rank: 2, matrices: [.intermediate])
    let term = 5 * 2 * (768 + 3072)
    #expect(cost(description).operations == perMultiplyAdd * (5 * token + attention + term))
  }
}
