import Tensors
import TestSupport
import Testing

@testable import Models

@Suite("low-rank terms of few learnt numbers")
struct ProjectedFixtureTests {
  private let fixture: StrategyFixture

  init() throws { fixture = try StrategyFixture("adapters") }

  private static func description(
    _ adapter: Projected?, layers: Int = 2, hidden: Int = 8, intermediate: Int = 12
  ) -> ModelDescription {
    let shape = EncoderShape(
      layers: layers, hidden: hidden, heads: 2, intermediate: intermediate, embedding: hidden,
      vocabulary: 5, positions: 4)
    return ModelDescription(encoder: shape, sharing: NoSharing(), adapter: adapter)
  }

  private static func ofOneVector(
    count: Int, rank: Int = 2, matrices: [MatrixKind] = [.intermediate]
  ) -> Projected {
    var adapter = Projected()
    adapter.count = count
    adapter.rank = rank
    adapter.matrices = matrices
    return adapter
  }

  private static func ofVectors(rank: Int, matrices: [MatrixKind]) -> Projected {
    var adapter = Projected()
    adapter.form = .vectors
    adapter.rank = rank
    adapter.matrices = matrices
    return adapter
  }

  private func tape() -> Tape {
    Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
  }

  /// Computes the matrix with which a model multiplies.
  private func weight(
    _ description: ModelDescription, _ bank: ParameterBank, _ matrix: MatrixKind, layer: Int = 0
  ) -> [Float] {
    EncoderWeights(description, bank: bank, tape: tape(), learning: false)
      .weight(matrix, layer: layer).numbers
  }

  private func distance(_ found: [Float], _ wanted: [Float]) -> Double {
    relativeDistance(found, wanted.map(Double.init))
  }

  // One vector.

  @Test("of one vector are the fixture's, with its columns")
  func oneVector() throws {
    let adapter = Self.ofOneVector(count: 17)
    let description = Self.description(adapter)
    let projection = Projection(
      count: 17, rank: 2, seed: 1, layers: 2, sizes: [Projection.Size(rows: 12, columns: 8)])
    let columns = try StrategyFixture.numbers("adapters", "projected", "index").map { Int32($0) }
    let terms = projection.terms(columns)
    let (theta, start) = try (fixture.values("projected.theta"), fixture.values("projected.start"))
    let large = terms.flatMap { term in
      [term.down, term.up].flatMap { part in
        zip(part.indices, part.factors ?? []).map { theta[Int($0)] * $1 }
      }
    }
    #expect(distance(large, try fixture.values("projected.large")) < 1e-5)
    let deltas = try fixture.values("projected.delta")
    for layer in 0..<2 {
      let tape = self.tape()
      var values = RecipeValues(tape) { slot in
        tape.constant(slot.part.name == "vector" ? theta : start, shape: [17])
      }
      let position = MatrixPosition(.intermediate, layer: layer, in: description)
      let delta = values[adapter.change(of: position, terms[layer])].numbers
      #expect(distance(delta, Array(deltas[layer * 96..<(layer + 1) * 96])) < 1e-5)
    }
  }

  @Test(
    "of one vector come by orthonormal columns, each used, that the seed alone decides",
    arguments: [(17, 2, 2), (1, 1, 1), (80, 2, 2), (256, 8, 4), (500, 3, 12)])
  func orthonormality(count: Int, rank: Int, layers: Int) {
    func projection(seed: Int) -> Projection {
      Projection(
        count: count, rank: rank, seed: seed, layers: layers,
        sizes: [Projection.Size(rows: 12, columns: 8), Projection.Size(rows: 8, columns: 8)])
    }
    let columns = projection(seed: 3).drawnColumns()
    #expect(columns.count == projection(seed: 3).length)
    #expect(columns == projection(seed: 3).drawnColumns())
    if count > 1 { #expect(columns != projection(seed: 4).drawnColumns()) }
    // Rows have one entry each, so that columns of P have nothing in common.
    var squares = [Double](repeating: 0, count: count)
    for term in projection(seed: 3).terms(columns) {
      for part in [term.down, term.up] {
        for (index, factor) in zip(part.indices, part.factors ?? []) {
          squares[Int(index)] += Double(factor) * Double(factor)
        }
      }
    }
    #expect(squares.allSatisfy { abs($0 - 1) < 1e-6 })
  }

  @Test(
    "of one vector learn that vector alone",
    arguments: [(1, 8, 12, 9), (2, 8, 32, 17), (4, 16, 64, 256), (12, 24, 96, 1000), (6, 8, 8, 64)])
  func oneVectorCounts(layers: Int, hidden: Int, intermediate: Int, count: Int) {
    func layout(_ adapter: Projected?) -> ParameterLayout {
      ParameterLayout(
        Self.description(adapter, layers: layers, hidden: hidden, intermediate: intermediate))
    }
    let adapted = layout(Self.ofOneVector(count: count, rank: 4, matrices: MatrixKind.allCases))
    #expect(adapted.learningCount == layout(nil).learningCount + count)
    #expect(adapted.count == layout(nil).count + 2 * count)
  }

  // Two vectors.

  @Test("of two vectors are the fixture's")
  func vectors() throws {
    let description = Self.description(
      Self.ofVectors(rank: 3, matrices: [.intermediate]), layers: 1)
    let bank = ParameterBank(ParameterLayout(description))
    let names = [
      "encoder.shared.adapter.down": "a", "encoder.shared.adapter.up": "b",
      "encoder.layer.0.intermediate.adapter.inner": "lambda_d",
      "encoder.layer.0.intermediate.adapter.outer": "lambda_b",
    ]
    for (name, array) in names {
      #expect(bank.layout[name] != nil, "\(name)")
      bank[name] = try fixture.values("vera.\(array)")
    }
    let delta = weight(description, bank, .intermediate)
    #expect(distance(delta, try fixture.values("vera.delta")) < 1e-5)
    bank["encoder.layer.0.intermediate.dense.weight"] = try fixture.values("vera.weight")
    let merged = weight(description, bank, .intermediate)
    #expect(distance(merged, try fixture.values("vera.merged")) < 1e-5)
  }

  @Test("of two vectors take the first rows and columns of frozen matrices that are larger")
  func corners() throws {
    let description = Self.description(
      Self.ofVectors(rank: 2, matrices: [.query, .intermediate, .output]), layers: 1)
    let bank = ParameterBank(ParameterLayout(description))
    var numbers = SeededNumbers(seed: 4)
    for parameter in bank.layout.parameters {
      bank[parameter.name] = numbers.floats(parameter.count)
    }
    let down = try #require(bank["encoder.shared.adapter.down"])
    let up = try #require(bank["encoder.shared.adapter.up"])
    #expect(down.count == 2 * 12 && up.count == 12 * 2)
    for matrix in [MatrixKind.query, .intermediate, .output] {
      let (rows, columns) = description.encoder.size(of: matrix)
      let name = "encoder.layer.0.\(matrix.rawValue).adapter"
      let inner = try #require(bank["\(name).inner"])
      let outer = try #require(bank["\(name).outer"])
      let wanted = (0..<rows * columns).map { index in
        let (row, column) = (index / columns, index % columns)
        var sum: Float = 0
        for part in 0..<2 { sum += up[row * 2 + part] * inner[part] * down[part * 12 + column] }
        return outer[row] * sum
      }
      var plain = description
      plain.adapter = nil
      let whole = weight(plain, bank, matrix)
      let found = zip(weight(description, bank, matrix), whole).map { $0 - $1 }
      #expect(distance(found, wanted) < 1e-5)
    }
  }

  @Test(
    "of two vectors learn the rank and the rows of each matrix",
    arguments: [(1, 8, 12, 1), (2, 8, 32, 8), (4, 16, 64, 3), (12, 24, 96, 5), (6, 8, 8, 2)])
  func vectorCounts(layers: Int, hidden: Int, intermediate: Int, rank: Int) throws {
    func layout(_ adapter: Projected?) -> ParameterLayout {
      ParameterLayout(
        Self.description(adapter, layers: layers, hidden: hidden, intermediate: intermediate))
    }
    let adapted = layout(Self.ofVectors(rank: rank, matrices: [.query, .intermediate]))
    let extra = adapted.learningCount - layout(nil).learningCount
    #expect(extra == layers * (2 * rank + hidden + intermediate))
    #expect(try StrategyFixture.number("adapters", "vera", "parameters_of_matrix") == 3 + 12)
    let frozen = rank * (hidden + max(hidden, intermediate))
    #expect(adapted.count == layout(nil).count + extra + frozen)
  }

  // Both.

  @Test("start as nothing, to the bit", arguments: Projected.Form.allCases)
  func start(form: Projected.Form) throws {
    var adapter = Self.ofOneVector(count: 50, matrices: MatrixKind.allCases)
    adapter.form = form
    let description = Self.description(adapter)
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: 7, description.encoder)
    var plain = description
    plain.adapter = nil
    for layer in 0..<2 {
      for matrix in MatrixKind.allCases {
        #expect(
          weight(description, bank, matrix, layer: layer)
            == weight(plain, bank, matrix, layer: layer))
      }
    }
    if form == .oneVector {
      let vector = try #require(bank["encoder.shared.adapter.vector"])
      #expect(vector == bank["encoder.shared.adapter.vector.start"])
      #expect(vector.allSatisfy { abs($0) <= 0.02 } && Set(vector).count > 40)
    }
  }

  @Test("are exported layer by layer, although layers have one vector", arguments: [16, 48])
  func export(embedding: Int) throws {
    let adapter = Self.ofOneVector(count: 40, matrices: MatrixKind.attention)
    let model = ExportCase(
      ExportCase.description("all", embedding: embedding, adapter: adapter)
    ).model
    let folder = try TemporaryFolder()
    _ = try model.export(as: .huggingFace, to: folder.file("plain"))
    let read = try ImportedModel(huggingFace: folder.file("plain")).model
    let layers = (0..<2).map { weight(read.description, read.bank, .query, layer: $0) }
    #expect(layers[0] != layers[1])
    let wanted = ExportCase.scores(of: model)
    #expect(distance(ExportCase.scores(of: read), wanted) < 1e-6)
  }

  @Test("of a vector that is too long for them are refused")
  func problem() {
    let possible = Self.description(Self.ofOneVector(count: 80))
    #expect(possible.adapter?.problem(in: possible) == nil)
    let short = Self.description(Self.ofOneVector(count: 81))
    let problem = short.adapter?.problem(in: short)
    #expect(problem?.contains("have 80 numbers, and 'count' is 81") == true)
    let twice = Self.description(Self.ofVectors(rank: 2, matrices: [.query, .query]))
    #expect(twice.adapter?.problem(in: twice) == "'matrices' has a matrix twice")
    // Counting the parameters of such a model draws nothing.
    let huge = Self.description(Self.ofOneVector(count: 9, rank: 4096), layers: 1024, hidden: 65536)
    #expect(huge.adapter?.problem(in: huge) != nil)
    #expect(ParameterLayout(huge)["encoder.shared.adapter.vector"]?.count == 9)
  }
}
