import Glibc
import MatrixProduct
import Models
import Pipeline
import Spec
import Testing

@Suite("layers beyond the donor's")
struct DeeperTests {
  /// Finds the gains of a model of eight layers that starts from a donor of two.
  private func gains(
    _ options: String, sharing: String = "mpo", cut: String = "full", of matrix: MatrixKind
  ) throws -> [Double] {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor, bond: \(cut)}
        start: {kind: initialize, from: parts, sharing: \(sharing), layers: 8\(options)}
      """)
    let curve = try laboratory.output("start").metrics
      .filter { $0.name == "gain.\(matrix.rawValue)" }
    #expect(curve.map(\.step) == (1...8).map { $0 })
    return curve.map(\.value)
  }

  private func expect(
    _ found: [Double], kept: Int, gain: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (layer, value) in found.enumerated() {
      let wanted = layer < kept ? 1 : gain
      #expect(abs(value - wanted) < 1e-4 * wanted, sourceLocation: sourceLocation)
    }
  }

  @Test("have the donor's gain where nothing is said", arguments: MatrixKind.allCases)
  func plain(matrix: MatrixKind) throws {
    expect(try gains("", of: matrix), kept: 8, gain: 1)
    expect(try gains("", sharing: "all", of: matrix), kept: 8, gain: 1)
  }

  @Test("are measured against the donor's matrices before truncation, and drawn to their size")
  func untruncated() throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor, bond: 2}
        start: {kind: initialize, from: parts, sharing: mpo}
      """)
    let model = try StoredModel(files: laboratory.output("donor").files)
    let parts = try StoredParts(files: laboratory.output("parts").files, donor: model)
    for (matrix, name) in model.description.denseMatrices() {
      var squares = (kept: 0.0, whole: 0.0)
      for value in parts.operators[name]?.contracted() ?? [] {
        squares.kept += Double(value) * Double(value)
      }
      for value in model.bank[name] ?? [] { squares.whole += Double(value) * Double(value) }
      let wanted = (squares.kept / squares.whole).squareRoot()
      let curve = try laboratory.output("start").metrics
        .filter { $0.name == "gain.\(matrix.rawValue)" }.map(\.value)
      #expect(curve.count == 2 && curve.allSatisfy { abs($0 - wanted) < 1e-5 } && wanted < 0.95)
    }
    let drawn = ", deeper: {tensors: random, target: matrix}"
    #expect(
      try gains(drawn, cut: "2", of: .value).dropFirst(2).allSatisfy { abs($0 - 0.25) < 1e-5 })
  }

  @Test("copies scaled as printed: four tensors by (2L)^(-1/4), so the matrix by 1/(2L)")
  func printed() throws {
    expect(try gains(", deeper: {}", of: .query), kept: 2, gain: 1 / 16)
    expect(try gains(", deeper: {from: 5}", of: .output), kept: 5, gain: 1 / 16)
  }

  @Test("scaled as derived, copies and draws alike: the matrix by (2L)^(-1/2)")
  func derived() throws {
    for tensors in ["copies", "random"] {
      let found = try gains(", deeper: {tensors: \(tensors), target: matrix}", of: .intermediate)
      expect(found, kept: 2, gain: 0.25)
    }
  }

  @Test("draws as printed are of layers of their own, and change with the seed")
  func draws() throws {
    let (one, two) = try (
      gains(", deeper: {tensors: random}", of: .value),
      gains(", deeper: {tensors: random}, seed: 2", of: .value)
    )
    expect(Array(one[..<2]), kept: 2, gain: 1)
    #expect(Set(one[2...]).count == 6 && one[2...] != two[2...])
  }

  @Test("belong to auxiliary tensors: other ways of sharing refuse the option")
  func refused() {
    let error = #expect(throws: (any Error).self) {
      try gains(", deeper: {}", sharing: "all", of: .key)
    }
    #expect("\(error as Any)".contains("deeper"))
  }

  @Test("DeepNorm: fresh matrices but queries and keys are smaller by (8L)^(-1/4)")
  func deepNorm() throws {
    let laboratory = try Laboratory(
      """
        plain:
          {kind: initialize, data: text, sharing: none, encoder: {layers: 2, hidden: 16, heads: 2}}
        deep:
          kind: initialize
          data: text
          sharing: none
          encoder: {layers: 2, hidden: 16, heads: 2, residual: deepnorm}
        trained: {kind: train, model: deep, data: text, steps: 3, batch_size: 8,
                  learning_rate: 0.01}
      """)
    let (plain, deep) = try (
      StoredModel(files: laboratory.output("plain").files),
      StoredModel(files: laboratory.output("deep").files)
    )
    for parameter in plain.bank.layout.parameters where parameter.part == .matrices {
      guard case .matrix(let matrix)? = parameter.owner?.site else { continue }
      let (a, b) = try (
        #require(plain.bank[parameter.name]), #require(deep.bank[parameter.name])
      )
      let ratio = matrix == .query || matrix == .key ? 1 : pow(16, -0.25)
      #expect(zip(a, b).allSatisfy { abs(Double($0.0) * ratio - Double($0.1)) < 1e-7 })
    }
    #expect(try laboratory.metric("loss", of: "trained").isFinite)
  }

  @Test("the first step moves a deep start less where deeper layers are scaled down")
  func firstUpdate() throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor}
        plain: {kind: initialize, from: parts, sharing: mpo, layers: 12}
        scaled: {kind: initialize, from: parts, sharing: mpo, layers: 12, deeper: {target: matrix}}
        moved: {kind: train, model: plain, data: text, steps: 2, batch_size: 8, first_update: true}
        settled: {kind: train, model: scaled, data: text, steps: 2, batch_size: 8,
                  first_update: true}
        silent: {kind: train, model: scaled, data: text, steps: 2, batch_size: 8}
      """)
    let (moved, settled) = try (
      laboratory.metric("first_update", of: "moved"),
      laboratory.metric("first_update", of: "settled")
    )
    #expect(settled > 0 && settled < moved)
    #expect(throws: (any Error).self) { try laboratory.metric("first_update", of: "silent") }
    // Measuring changes nothing, and a resumed run still knows it.
    #expect(
      try laboratory.metric("loss", of: "settled") == laboratory.metric("loss", of: "silent"))
    #expect(throws: StageStopped.self) {
      try laboratory.again("settled", in: "stopped", stoppingAfter: 1)
    }
    let resumed = try laboratory.again("settled", in: "stopped")
    #expect(resumed.metrics.contains(Metric("first_update", settled)))
  }
}
