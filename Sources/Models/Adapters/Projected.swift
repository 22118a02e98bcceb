package import Options
internal import Tensors

/// Low-rank terms of which few numbers learn, as frozen draws make up the rest.
///
/// The form `one-vector` is Uni-LoRA's (released code): the numbers of all terms are P θ
/// (``Projection``). A drawn θ changes the model at once, so the term is up · down minus what it
/// was at the start, of which a frozen copy of θ is kept; subtracting it is our own addition. The
/// form `vectors` is VeRA's (arXiv 2310.11454, equation 2): diag(b) B diag(d) A.
package struct Projected: Adapter {
  /// What learns.
  package enum Form: String, Sendable, CaseIterable {
    /// One vector for the terms of all layers and matrices.
    case oneVector = "one-vector"
    /// Two vectors for each term, beside frozen matrices that all terms have in common.
    case vectors
  }

  package static let name = "projected"
  package static let about = "low-rank terms made of few learnt numbers (Uni-LoRA, VeRA)"

  package var form = Form.oneVector
  package var rank = 8
  package var scale: Float = 1
  package var matrices = MatrixKind.attention
  package var count = 256
  package var projectionSeed = 1
  package var innerStart = 0.1

  private let projections = KeptResults<Projection, [Projection.Term]>()
  private let corners = KeptResults<[Int], Gathering>()

  package static let options: [OptionProperty<Projected>] = [
    .option(
      "form", \.form, .choice,
      "what learns: one vector for all terms (Uni-LoRA), or two for each of them (VeRA)"),
    .option("rank", \.rank, .integer(0...4096), "rank of a term; 0 for no adapter"),
    .option("scale", \.scale, .number(0...1e6), "factor that terms are multiplied by"),
    .option("matrices", \.matrices, .list(.choice), "matrices that have a term"),
    .option(
      "count", \.count, .integer(1...100_000_000), "one-vector: how many numbers learn"
    ).settingSize,
    .option(
      "projection_seed", \.projectionSeed, .integer(0...Int.max),
      "one-vector: seed of the draws that say where each of them is used"),
    .option(
      "inner_start", \.innerStart, .number(0...1e6),
      "vectors: start of the inner diagonal; the outer one starts at 0"),
  ]

  package init() {}

  package func problem(in description: ModelDescription) -> String? {
    if let problem = problemOfRepetition { return problem }
    guard form == .oneVector else { return nil }
    if description.experts != nil, !Set(matrices).isDisjoint(with: MatrixKind.feedForward) {
      return "experts of a layer would have the same numbers of the vector in their terms"
    }
    let projection = projection(in: description.encoder)
    return projection.isPossible
      ? nil
      : "the low-rank terms have \(projection.length) numbers, and 'count' is \(count); "
        + "\(count) to \(Projection.longest) numbers can be made of \(count)"
  }

  package func term(of position: MatrixPosition, rows: Int, columns: Int) -> Recipe {
    let term =
      switch form {
      case .oneVector: change(of: position, numbers(of: position))
      case .vectors: betweenDiagonals(position)
      }
    return scale == 1 ? term : .scaled(term, by: scale)
  }

  // One vector.

  private func projection(in encoder: EncoderShape) -> Projection {
    Projection(
      count: count, rank: rank, seed: projectionSeed, layers: encoder.layers,
      sizes: matrices.map { matrix in
        let size = encoder.size(of: matrix)
        return Projection.Size(rows: size.rows, columns: size.columns)
      })
  }

  /// Returns where a matrix's term takes its numbers from; nothing where there is a problem.
  private func numbers(of position: MatrixPosition) -> Projection.Term {
    let projection = projection(in: position.encoder)
    guard let number = matrices.firstIndex(of: position.matrix), projection.isPossible else {
      return Projection.Term(down: Gathering(indices: []), up: Gathering(indices: []))
    }
    let terms = projections.result(for: projection) {
      projection.terms(projection.drawnColumns())
    }
    return terms[position.layer * matrices.count + number]
  }

  /// Returns up · down, made of θ, minus the same of θ at the start.
  func change(of position: MatrixPosition, _ numbers: Projection.Term) -> Recipe {
    func product(_ part: ParameterSlot.Part) -> Recipe {
      let vector = position.sharedParameter(part, [count])
      return .product(
        .gathered(vector, numbers.up, shape: [position.rows, rank]),
        .gathered(vector, numbers.down, shape: [rank, position.columns]))
    }
    return .sum(product(.projectedVector), .scaled(product(.projectedVectorAtStart), by: -1))
  }

  // Vectors beside frozen matrices.

  /// Returns diag(b) B diag(d) A, with the first rows of B and the first columns of A where other
  /// matrices are larger.
  private func betweenDiagonals(_ position: MatrixPosition) -> Recipe {
    let sizes = matrices.map { position.encoder.size(of: $0) }
    let rows = sizes.map(\.rows).max() ?? position.rows
    let columns = sizes.map(\.columns).max() ?? position.columns
    let up = position.sharedParameter(.frozenUp(rank: rank), [rows, rank])
    let down = position.sharedParameter(.frozenDown(columns: columns), [rank, columns])
    return .product(
      .rowsScaled(
        corner(of: up, [position.rows, rank]),
        by: position.parameter(.outerDiagonal, [position.rows])),
      .rowsScaled(
        corner(of: down, [rank, position.columns]),
        by: position.parameter(.innerDiagonal(start: innerStart), [rank])))
  }

  /// Returns the first rows and columns of a matrix, as many as `shape` says.
  private func corner(of matrix: Recipe, _ shape: [Int]) -> Recipe {
    guard shape != matrix.shape else { return matrix }
    let (width, kept) = (matrix.shape[1], shape[1])
    let gathering = corners.result(for: shape + [width]) {
      Gathering(
        indices: (0..<shape[0] * kept).map { Int32($0 / kept * width + $0 % kept) })
    }
    return .gathered(matrix, gathering, shape: shape)
  }
}

extension ParameterSlot.Part {
  /// The stream of the vector's draws, from which the copy of its start comes, too.
  private static let vectorStream = "encoder.shared.adapter.vector"

  /// θ. Weight decay would draw it to zero, where the term isn't zero.
  fileprivate static let projectedVector = Self(
    "vector", .adapters, .uniform(bound: 0.02, stream: vectorStream), decays: false)
  fileprivate static let projectedVectorAtStart = Self(
    "vector.start", .adapters, .uniform(bound: 0.02, stream: vectorStream), decays: false,
    learns: false)

  /// The frozen matrices, with Kaiming's uniform draws as in VeRA's code: a bound of √(6/inputs).
  fileprivate static func frozenDown(columns: Int) -> Self {
    frozen("down", inputs: columns)
  }

  fileprivate static func frozenUp(rank: Int) -> Self { frozen("up", inputs: rank) }

  private static func frozen(_ name: String, inputs: Int) -> Self {
    let bound = (6 / Double(max(1, inputs))).squareRoot()
    return Self(
      name, .adapters, .uniform(bound: bound, stream: "encoder.shared.adapter.\(name)"),
      decays: false, learns: false)
  }

  /// d, beside the rank.
  fileprivate static func innerDiagonal(start: Double) -> Self {
    Self("adapter.inner", .adapters, .constant(Float(start)), decays: false)
  }

  /// b, beside the rows.
  fileprivate static let outerDiagonal = Self("adapter.outer", .adapters, .zeros, decays: false)
}
