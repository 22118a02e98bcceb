/// Terms that are added to what every matrix of the layers, and the pooler, puts out: those of the
/// experts that a router chooses for each token, y = W x + b + Σ w_i (up_i down_i x + bias_i).
///
/// The router's score of an expert is the norm of its gate times x; see
/// `routingWeights(_:top:)` of Tensors.
package struct RoutedTerms: Sendable, Codable, Hashable {
  /// Number of experts.
  package let count: Int
  /// Largest rank of an expert's matrix; nil for full rank.
  package let rank: Int?
  /// Largest number of an expert's directions by which the router scores it.
  package let gateRank: Int
  /// Number of experts that are kept for a token.
  package let top: Int

  /// Describes the terms of experts.
  package init(count: Int, rank: Int?, gateRank: Int, top: Int) {
    (self.count, self.rank) = (count, rank)
    (self.gateRank, self.top) = (gateRank, top)
  }

  /// Returns the rank of the experts of a matrix of that size.
  func expertRank(rows: Int, columns: Int) -> Int { min(rank ?? Int.max, rows, columns) }

  /// Returns the number of rows of the gates of a matrix of that size.
  func gateRows(rows: Int, columns: Int) -> Int { min(gateRank, rows, columns) }

  /// The parts of all experts, each with its shape, in the order of the checkpoint: for a matrix
  /// [rows, columns], up is [rows, rank], down [rank, columns], bias [rows] and gate [gate rank,
  /// columns], which are n (k (rows + columns) + rows) and n k_gate columns numbers.
  func parts(rows: Int, columns: Int) -> [(part: ParameterSlot.Part, shape: [Int])] {
    let inner = expertRank(rows: rows, columns: columns)
    let gate = gateRows(rows: rows, columns: columns)
    return (0..<count).flatMap { expert -> [(part: ParameterSlot.Part, shape: [Int])] in
      [
        (part: .expert(.up, expert), shape: [rows, inner]),
        (part: .expert(.down, expert), shape: [inner, columns]),
        (part: .expert(.bias, expert), shape: [rows]),
        (part: .expert(.gate, expert), shape: [gate, columns]),
      ]
    }
  }

  /// Number of multiply-adds for one row: every expert is computed for every row, as most of the
  /// work is the matrix's own.
  func rowCost(rows: Int, columns: Int) -> Int {
    let inner = expertRank(rows: rows, columns: columns)
    return count * (inner * (rows + columns) + gateRows(rows: rows, columns: columns) * columns)
  }

  /// What makes these the terms of no model; nil where all is well.
  var problem: String? {
    let sizes = [
      ("experts", count, 1024), ("ranks of experts", rank ?? 1, EncoderShape.widest),
      ("ranks of gates", gateRank, EncoderShape.widest), ("experts for a token", top, count),
    ]
    for (name, size, most) in sizes where size < 1 || size > most {
      return "has \(size) as its number of \(name); 1 to \(most) is wanted"
    }
    return nil
  }
}

/// What an expert is made of.
enum ExpertPart: String {
  case up, down, bias
  /// The directions by which a router scores the expert.
  case gate
}

extension ParameterSlot.Part {
  /// A part of an expert, which is counted from 0, and from 1 in checkpoints.
  static func expert(_ part: ExpertPart, _ number: Int) -> Self {
    Self(
      "expert.\(number + 1).\(part.rawValue)", .adapters, .zeros,
      decays: part == .up || part == .down, learns: part != .gate)
  }
}

/// The layers that own the experts of layers: layers that have one matrix and one bias also have
/// the same experts.
struct ExpertOwners {
  private let parts: Set<ParameterSlot.Part>
  private let layers: [MatrixKind: [Int]]

  /// Finds the owners.
  ///
  /// - Parameter slots: The slots of the same model, without experts.
  init(_ terms: RoutedTerms, _ slots: SlotTable, layers: Int) {
    parts = Set(terms.parts(rows: 1, columns: 1).map(\.part))
    var owners: [MatrixKind: [Int]] = [:]
    for matrix in MatrixKind.allCases {
      var known: [Content: Int] = [:]
      owners[matrix] = (0..<layers).map { layer in
        let bias = ParameterSlot(layer: layer, site: .matrix(matrix), part: .bias)
        let content = Content(
          recipe: slots.recipe(of: matrix, layer: layer), bias: slots.owner(of: bias))
        let owner = known[content] ?? layer
        known[content] = owner
        return owner
      }
    }
    self.layers = owners
  }

  private struct Content: Hashable {
    let recipe: Recipe
    let bias: ParameterSlot
  }

  /// Returns the slot that owns the parameter of an expert's slot; nil for any other slot.
  func owner(of slot: ParameterSlot) -> ParameterSlot? {
    guard case .matrix(let matrix) = slot.site, parts.contains(slot.part),
      let owner = layers[matrix]?[slot.layer]
    else { return nil }
    return slot.inLayer(owner)
  }
}
