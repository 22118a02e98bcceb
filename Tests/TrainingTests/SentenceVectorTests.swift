import Models
import Tensors
import Testing

@testable import Training

@Suite("sentence vectors")
struct SentenceVectorTests {
  private static let texts: [ArraySlice<Int32>] = [
    [7, 8, 9], [10], [], [11, 12, 13, 14, 15, 16, 17], [7, 8, 9],
  ]

  private func vectors(
    _ model: StoredModel, _ pooling: SentenceVectors.Pooling, maximum: Int = .max,
    threads: Int = 1, _ texts: [ArraySlice<Int32>] = SentenceVectorTests.texts
  ) throws -> [[Float]] {
    let maker = try SentenceVectors(model, pooling: pooling, maximum: maximum, threads: threads)
    return try #require(maker.vectors(ofPieces: texts) { _, _ in true })
  }

  /// The last hidden states of one framed text, row by row.
  private func states(_ model: StoredModel, _ pieces: ArraySlice<Int32>) -> [[Float]] {
    let ids = [2] + pieces + [3]
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    let weights = EncoderWeights(model.description, bank: model.bank, tape: tape, learning: false)
    let tokens = PackedTokens(
      ids: ids, segments: ids.map { _ in 0 }, positions: (0..<Int32(ids.count)).map { $0 },
      offsets: [0, ids.count])
    let numbers = Encoder(weights, tape: tape).hiddenStates(tokens).last?.numbers ?? []
    let width = model.description.encoder.hidden
    return ids.indices.map { Array(numbers[$0 * width..<($0 + 1) * width]) }
  }

  private func isClose(_ a: [Float], _ b: [Float], _ tolerance: Float = 1e-5) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < tolerance }
  }

  @Test("are the mean, or the first, of the last hidden states, of length 1")
  func definition() throws {
    let model = SmallRun().model()
    let (means, firsts) = (try vectors(model, .mean), try vectors(model, .first))
    for (index, text) in Self.texts.enumerated() {
      let states = states(model, text)
      let sum = states[0].indices.map { column in states.reduce(0) { $0 + $1[column] } }
      for (found, expected) in [(means[index], sum), (firsts[index], states[0])] {
        let length = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(isClose(found, expected.map { $0 / length }))
        #expect(abs(found.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
      }
    }
    #expect(!isClose(means[0], firsts[0], 1e-2))
  }

  @Test("have the same bits on any number of threads", arguments: SentenceVectors.Pooling.allCases)
  func threads(_ pooling: SentenceVectors.Pooling) throws {
    let model = SmallRun(holding: .chains).model()
    #expect(try vectors(model, pooling) == vectors(model, pooling, threads: 3))
  }

  @Test("hardly depend on what else is in the batch, and come in the order of the texts")
  func batches() throws {
    let model = SmallRun().model()
    let many = (0..<300).flatMap { _ in Self.texts }
    let (found, alone) = (try vectors(model, .mean, many), try vectors(model, .mean))
    #expect(found.count == many.count)
    for (index, vector) in found.enumerated() { #expect(isClose(vector, alone[index % 5])) }
  }

  @Test("are of texts cut to the maximum and to the model's positions")
  func cut() throws {
    let model = SmallRun().model()
    let long = [Self.texts[3], (0..<40).map { 5 + Int32($0 % 25) }[...]]
    let short = long.map { $0.prefix(3) }
    #expect(try vectors(model, .mean, maximum: 5, long) == vectors(model, .mean, short))
    let full = long.map { $0.prefix(model.description.encoder.positions - 2) }
    #expect(try vectors(model, .mean, long) == vectors(model, .mean, full))
  }

  @Test("texts as written are tokenized by the model's vocabulary; no texts have no vectors")
  func written() throws {
    let model = SmallRun().model()
    let maker = try SentenceVectors(model, pooling: .mean, threads: 1)
    #expect(maker.width == 16)
    #expect(try maker.vectors(of: ["piece2 piece3"]) == vectors(model, .mean, [[7, 8]]))
    #expect(maker.vectors(of: []).isEmpty)
    #expect(maker.vectors(ofPieces: Self.texts) { _, _ in false } == nil)
  }
}
