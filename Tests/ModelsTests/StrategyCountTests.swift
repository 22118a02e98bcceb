import Models
import TestSupport
import Testing

/// The sizes in formulas: L layers of width d, with a feed-forward width of f.
private struct CountedShape: Sendable, CustomTestStringConvertible {
  let layers, hidden, wide, size: Int

  var testDescription: String { "\(layers) × \(hidden), \(wide) wide, size \(size)" }

  static let all = [
    CountedShape(layers: 1, hidden: 8, wide: 32, size: 1),
    CountedShape(layers: 2, hidden: 12, wide: 36, size: 2),
    CountedShape(layers: 3, hidden: 20, wide: 20, size: 3),
    CountedShape(layers: 5, hidden: 16, wide: 48, size: 2),
    CountedShape(layers: 6, hidden: 24, wide: 96, size: 3),
    CountedShape(layers: 7, hidden: 30, wide: 120, size: 4),
    CountedShape(layers: 12, hidden: 384, wide: 1536, size: 5),
  ]

  /// Rows and columns of the six matrices, query first.
  var matrices: [(rows: Int, columns: Int)] {
    Array(repeating: (hidden, hidden), count: 4) + [(wide, hidden), (hidden, wide)]
  }

  /// Numbers of a layer's matrices, M.
  var whole: Int { 4 * hidden * hidden + 2 * hidden * wide }

  /// Numbers of all layers' biases and norms, L V.
  var vectors: Int { layers * (9 * hidden + wide) }

  /// Those that have layers between the first and the last.
  static let deep = all.filter { $0.layers >= 3 }

  /// Counts the parameters of the layers of a model.
  func count(_ sharing: any SharingStrategy, adapter: (any Adapter)? = nil) -> Int {
    let encoder = EncoderShape(
      layers: layers, hidden: hidden, heads: 2, intermediate: wide, embedding: hidden,
      vocabulary: 5, positions: 4)
    let layout = ParameterLayout(
      ModelDescription(encoder: encoder, sharing: sharing, adapter: adapter))
    return layout.parameters.reduce(0) { $0 + ($1.part == .embeddings ? 0 : $1.count) }
  }
}

@Suite("numbers of parameters of ways of sharing, by the formulas of their papers")
struct StrategyCountTests {
  @Test("whole blocks: the table of the manual", arguments: CountedShape.deep)
  private func blocks(shape: CountedShape) {
    let (layers, d, f) = (shape.layers, shape.hidden, shape.wide)
    let attention = 4 * d * d + 6 * d
    let network = 2 * d * f + f + 3 * d
    let layer = attention + network
    let biased = layer - 4 * d
    #expect(shape.count(NoSharing()) == layers * layer)
    #expect(shape.count(FullSharing()) == layer)
    #expect(shape.count(AttentionSharing()) == attention + layers * network)
    #expect(shape.count(FeedForwardSharing()) == layers * attention + network)
    #expect(
      shape.count(OneFeedForwardSharing()) == layers * (attention + 2 * d) + 2 * d * f + f + d)
    #expect(shape.count(SandwichSharing()) == 3 * biased + 4 * d * layers)
    #expect(shape.count(AllButLastSharing()) == 2 * biased + 4 * d * layers)
    var blocks = BlockSharing()
    blocks.unique = 2
    #expect(shape.count(blocks) == 2 * layer)
    #expect(shape.count(MiddleCycleSharing()) == 3 * layer)
    #expect(shape.count(MiddleSequenceSharing()) == 3 * layer)
  }

  @Test("blocks with terms of each layer's own", arguments: CountedShape.deep)
  private func terms(shape: CountedShape) {
    let (layers, d, f, rank) = (shape.layers, shape.hidden, shape.wide, shape.size)
    let layer = shape.whole + 9 * d + f
    let all = LoRA(rank: rank, matrices: MatrixKind.allCases)
    #expect(
      shape.count(RelaxedSharing(), adapter: all) == layer + layers * rank * (10 * d + 2 * f))
    #expect(
      shape.count(ResidualSharing(), adapter: LoRA(rank: rank))
        == shape.whole + layers * (9 * d + f + 6 * d + 8 * d * rank))
    var narrow = BottleneckSharing()
    narrow.adapter.reduction = 2
    let width = d / 2
    #expect(shape.count(narrow) == layer + 2 * layers * (2 * d * width + width + 3 * d))
  }

  @Test("atoms: S (M + 6L), row scales S L (5d + f)", arguments: CountedShape.all)
  private func atoms(shape: CountedShape) {
    var sharing = AtomSharing()
    sharing.count = shape.size
    let combined = shape.size * (shape.whole + 6 * shape.layers)
    #expect(shape.count(sharing) == combined + shape.vectors)
    sharing.hasRowScales = true
    let scales = shape.size * shape.layers * (5 * shape.hidden + shape.wide)
    #expect(shape.count(sharing) == combined + scales + shape.vectors)
  }

  @Test("polynomials of depth: K M, with no more terms than layers", arguments: CountedShape.all)
  private func polynomials(shape: CountedShape) {
    var sharing = DepthPolynomialSharing()
    sharing.degree = shape.size
    let terms = min(shape.size + 1, shape.layers)
    #expect(shape.count(sharing) == terms * shape.whole + shape.vectors)
  }

  @Test("bases: k (groups · d_in + L d_out) a matrix", arguments: CountedShape.all, 1...4)
  private func bases(shape: CountedShape, group: Int) {
    var sharing = BasisSharing()
    (sharing.group, sharing.rank) = (group, shape.size)
    let groups = (shape.layers + group - 1) / group
    let shared = [0, 1, 2, 4].map { shape.matrices[$0] }
    let own = [3, 5].map { shape.matrices[$0] }
    let numbers = shared.reduce(0) {
      $0 + shape.size * (groups * $1.columns + shape.layers * $1.rows)
    }
    let whole = own.reduce(0) { $0 + shape.layers * $1.rows * $1.columns }
    #expect(shape.count(sharing) == numbers + whole + shape.vectors)
  }

  @Test("bases by a ratio: k is the paper's", arguments: CountedShape.all, [0.2, 0.5])
  private func ratios(shape: CountedShape, ratio: Double) {
    guard shape.layers % 2 == 0 else { return }
    var sharing = BasisSharing()
    sharing.ratio = ratio
    sharing.matrices = MatrixKind.allCases
    let numbers = shape.matrices.reduce(0) { sum, matrix in
      let (rows, columns) = (Double(matrix.rows), Double(matrix.columns))
      let rank = Int(((1 - ratio) * 2 * columns * rows / (columns + 2 * rows)).rounded(.down))
      return sum + max(1, rank) * (shape.layers / 2 * matrix.columns + shape.layers * matrix.rows)
    }
    #expect(shape.count(sharing) == numbers + shape.vectors)
  }

  @Test("two small cores: r n₁ m₂ (m₁ + n₂) a matrix", arguments: CountedShape.all)
  private func cores(shape: CountedShape) {
    var sharing = StructuredSharing()
    sharing.rank = shape.size
    let numbers = shape.matrices.reduce(0) { sum, matrix in
      let (n, m) = (Self.factors(of: matrix.rows), Self.factors(of: matrix.columns))
      let rank = min(shape.size, m.0, n.1)
      return sum + rank * n.0 * m.1 * (m.0 + n.1)
    }
    #expect(shape.count(sharing) == shape.layers * numbers + shape.vectors)
  }

  /// Splits a number in two: each prime factor, from the smallest, goes to the smaller product.
  private static func factors(of number: Int) -> (Int, Int) {
    var (rest, prime) = (number, 2)
    var pair = (1, 1)
    while rest > 1 {
      if rest % prime == 0 {
        pair = (min(pair.0, pair.1) * prime, max(pair.0, pair.1))
        rest /= prime
      } else {
        prime += 1
      }
    }
    return (min(pair.0, pair.1), max(pair.0, pair.1))
  }
}
