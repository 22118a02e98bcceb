import Models
import Tensors
import Testing

@Suite("second moments of what enters matrices")
struct InputMomentTests {
  private var model: StoredModel { ExportCase(ExportCase.description("none")).model }

  /// Packs some of the sequences of ``ExportCase``.
  private static func tokens(_ sequences: Range<Int>) -> PackedTokens {
    let chosen = ExportCase.sequences[sequences]
    return PackedTokens(
      ids: chosen.flatMap { $0.ids }, segments: chosen.flatMap { $0.segments },
      positions: chosen.flatMap { $0.ids.indices.map { Int32($0) } },
      offsets: chosen.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.ids.count) })
  }

  private func encoder(observer: Encoder.InputObserver? = nil) -> Encoder {
    let (model, tape) = (
      self.model, Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    )
    let weights = EncoderWeights(
      model.description, bank: model.bank, tape: tape, learning: false)
    return Encoder(weights, tape: tape, observer: observer)
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    let scale = b.map(abs).max() ?? 1
    return a.count == b.count ? (zip(a, b).map { abs($0 - $1) }.max() ?? 0) / scale : .infinity
  }

  @Test("are XᵀX of the hidden states for queries, keys and values", arguments: 0..<4)
  func attention(layer: Int) throws {
    let batch = Self.tokens(0..<2)
    let moments = try #require(
      InputMoments(of: model, entering: [.value, .output], batches: [batch], threads: 1))
    let states = encoder().hiddenStates(batch)[layer].numbers
    let width = 48
    var wanted = [Double](repeating: 0, count: width * width)
    for row in 0..<states.count / width {
      for index in wanted.indices {
        wanted[index] +=
          Double(states[row * width + index / width]) * Double(states[row * width + index % width])
      }
    }
    for matrix in [MatrixKind.query, .key, .value] {
      let found = try #require(moments.layers(of: matrix))
      #expect(found.count == 4 && distance(found[layer], wanted) < 1e-5)
    }
    #expect(moments.layers(of: .intermediate) == nil && moments.isFinite)
    #expect(moments.layers(of: .output)?[layer].count == 96 * 96)
  }

  @Test("add up over batches, whatever the number of threads", arguments: [1, 2])
  func batches(threads: Int) throws {
    let kinds = MatrixKind.allCases
    let whole = try #require(
      InputMoments(
        of: model, entering: kinds, batches: [Self.tokens(0..<2)], threads: 1))
    let parts = try #require(
      InputMoments(
        of: model, entering: kinds, batches: [Self.tokens(0..<1), Self.tokens(1..<2)],
        threads: threads))
    for matrix in kinds {
      let (one, other) = (
        try #require(whole.layers(of: matrix)), try #require(parts.layers(of: matrix))
      )
      for (a, b) in zip(one, other) { #expect(distance(a, b) < 1e-5) }
    }
  }

  @Test("are nil where they were asked to stop")
  func stopped() {
    let moments = InputMoments(
      of: model, entering: [.query], batches: [Self.tokens(0..<1), Self.tokens(1..<2)],
      threads: 1
    ) { done, all in done < 1 && all == 2 }
    #expect(moments == nil)
  }

  @Test("are seen once for every matrix of every layer, and change nothing")
  func observation() throws {
    var seen: [String] = []
    let batch = Self.tokens(0..<2)
    let states = encoder { matrix, layer, input in
      seen.append("\(layer) \(matrix.rawValue) \(input.shape)")
    }.hiddenStates(batch)
    let plain = encoder().hiddenStates(batch)
    let wanted = (0..<4).flatMap { layer in
      MatrixKind.allCases.map { matrix in
        "\(layer) \(matrix.rawValue) [\(batch.ids.count), \(matrix == .output ? 96 : 48)]"
      }
    }
    #expect(seen.sorted() == wanted.sorted())
    for (a, b) in zip(states, plain) {
      #expect(distance(a.numbers.map(Double.init), b.numbers.map(Double.init)) < 1e-5)
    }
  }
}
