import Datasets
import Models
import Pipeline
import Tensors
import Testing

@Suite("calibration of a start on data")
struct CalibrationTests {
  /// A donor of four layers that differ.
  private static let donor = """
      apart: {kind: initialize, from: donor, sharing: none, layers: 4}
      grown: {kind: train, model: apart, data: text, steps: 3, batch_size: 8, learning_rate: 0.01}

    """

  private func model(_ id: String, _ laboratory: Laboratory) throws -> StoredModel {
    try StoredModel(files: laboratory.output(id).files)
  }

  private func weight(_ model: StoredModel, _ matrix: MatrixKind, layer: Int) -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    return EncoderWeights(model.description, bank: model.bank, tape: tape, learning: false)
      .weight(matrix, layer: layer).numbers
  }

  /// Computes the sum of squares by which what a group of two layers computes differs from the
  /// donor's, on all training texts.
  private func error(
    _ start: StoredModel, _ donor: StoredModel, _ matrix: MatrixKind, first: Int,
    _ laboratory: Laboratory
  ) throws -> Double {
    let split = try EncodedDataset(files: laboratory.output("text").files).split("train")
    let batch = split.batch(Array(0..<split.count))
    let tokens = PackedTokens(
      ids: batch.ids, segments: batch.segments, positions: batch.positions, offsets: batch.offsets)
    let moments = try #require(
      InputMoments(of: donor, entering: [matrix], batches: [tokens], threads: 1)?
        .layers(of: matrix))
    let sum = zip(moments[first], moments[first + 1]).map { $0 + $1 }
    let columns = donor.description.encoder.size(of: matrix).columns
    return [first, first + 1].reduce(0.0) { square, layer in
      let (one, other) = (
        weight(start, matrix, layer: layer), weight(donor, matrix, layer: layer)
      )
      let difference = zip(one, other).map { Double($0) - Double($1) }
      return stride(from: 0, to: difference.count, by: columns).reduce(square) { square, row in
        sum.indices.reduce(square) {
          $0 + difference[row + $1 / columns] * sum[$1] * difference[row + $1 % columns]
        }
      }
    }
  }

  @Test("comes nearer to what the donor computes on them than without, in every group")
  func nearer() throws {
    let laboratory = try Laboratory(
      """
      \(Self.donor)  plain: {kind: initialize, from: grown, sharing: {kind: basis, rank: 5}}
        fitted:
          kind: initialize
          from: grown
          sharing: {kind: basis, rank: 5}
          calibration: text
          calibration_tokens: 100000
      """)
    let donor = try model("grown", laboratory)
    let (plain, fitted) = (try model("plain", laboratory), try model("fitted", laboratory))
    for matrix in [MatrixKind.query, .key, .value, .intermediate] {
      for first in [0, 2] {
        let without = try error(plain, donor, matrix, first: first, laboratory)
        let with = try error(fitted, donor, matrix, first: first, laboratory)
        #expect(with < without && without > 0, "\(matrix) \(first)")
      }
    }
    // What stays private is the donor's, calibrated or not.
    for layer in 0..<4 {
      #expect(weight(fitted, .output, layer: layer) == weight(donor, .output, layer: layer))
    }
  }

  @Test("on fewer tokens than columns loses nothing with whole bases", arguments: [1, 20, 4096])
  func fewTokens(tokens: Int) throws {
    let laboratory = try Laboratory(
      """
      \(Self.donor)  start:
          kind: initialize
          from: grown
          sharing: {kind: basis, rank: 64, matrices: [query, value, intermediate, output]}
          calibration: text
          calibration_tokens: \(tokens)
      """)
    let (donor, start) = (try model("grown", laboratory), try model("start", laboratory))
    for matrix in MatrixKind.allCases {
      for layer in 0..<4 {
        let wanted = weight(donor, matrix, layer: layer)
        let scale = wanted.map(abs).max() ?? 0
        let found = zip(weight(start, matrix, layer: layer), wanted).map { abs($0 - $1) }
        #expect((found.max() ?? .infinity) < 1e-5 * scale, "\(matrix) \(layer)")
      }
    }
  }

  @Test("takes tokens in order: as many as asked for change the start, those beyond don't")
  func amount() throws {
    let options = "kind: initialize, from: grown, sharing: {kind: basis, rank: 4}"
    let stages = [20, 100, 4096, 100_000].map { tokens in
      "  start\(tokens): {\(options), calibration: text, calibration_tokens: \(tokens)}\n"
    }
    let usual = "  usual: {\(options), calibration: text}\n"
    let laboratory = try Laboratory(Self.donor + stages.joined() + usual)
    let starts = try ["start20", "start100", "start4096", "start100000", "usual"].map {
      weight(try model($0, laboratory), .query, layer: 1)
    }
    #expect(starts[0] != starts[1] && starts[1] != starts[3])
    // There are fewer than 4096 tokens.
    #expect(starts[2] == starts[3] && starts[4] == starts[2])
  }

  @Test("stays shared in training, after which layers of a group still have one basis")
  func training() throws {
    let laboratory = try Laboratory(
      """
      \(Self.donor)  start:
          {kind: initialize, from: grown, sharing: {kind: basis, rank: 3}, calibration: text}
        tuned: {kind: train, model: start, data: text, steps: 20, batch_size: 8,
                learning_rate: 0.01}
      """)
    let tuned = try model("tuned", laboratory)
    let bases = tuned.bank.layout.parameters.filter { $0.name.hasPrefix("encoder.shared.") }
    #expect(bases.count == 4 * 2 && bases.allSatisfy { $0.shape == [3, 16] })
    for layer in 0..<4 {
      let basis = try #require(tuned.bank["encoder.shared.value.basis.group\(layer / 2)"])
      let own = try #require(tuned.bank["encoder.layer.\(layer).value.coefficients"])
      let found = weight(tuned, .value, layer: layer)
      let isProduct = found.indices.allSatisfy { index in
        let entry = (0..<3).reduce(Float(0)) {
          $0 + own[index / 16 * 3 + $1] * basis[$1 * 16 + index % 16]
        }
        return abs(found[index] - entry) < 1e-5
      }
      #expect(isProduct)
    }
  }

  @Test(
    "is refused where it would change nothing or can't be",
    arguments: [
      (
        "from: donor, sharing: all, calibration: text",
        "'calibration' has no effect: 'all' fits nothing to inputs"
      ),
      (
        "from: donor, sharing: structured, calibration: text",
        "'calibration' has no effect: 'structured' fits nothing to inputs"
      ),
      (
        "from: donor, sharing: {kind: basis, matrices: []}, calibration: text",
        "'calibration' has no effect"
      ),
      (
        "from: donor, sharing: basis, calibration_tokens: 8",
        "'calibration_tokens' has no effect without 'calibration'"
      ),
      (
        "data: text, encoder: {layers: 2, hidden: 8, heads: 2}, sharing: basis, calibration: text",
        "'calibration' runs a donor, but there is no 'from'"
      ),
      (
        "from: donor, sharing: {kind: basis, rank: 2, ratio: 0.5}",
        "'rank' and 'ratio' both say how large a basis is"
      ),
    ])
  func refused(options: String, message: String) {
    let error = #expect(throws: (any Error).self) {
      try Laboratory("  start: {kind: initialize, \(options)}")
    }
    #expect("\(error as Any)".contains(message), "\(error as Any)")
  }
}
