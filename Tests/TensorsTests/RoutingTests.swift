import Tensors
import TestSupport
import Testing

@Suite("rows that are sent to one of several places")
struct RoutingTests {
  private static let scores: [Float] = [
    0.5, -1, 2, 1.5, 0.25, -2, -0.5, 0.75, 0.1, -3, -1.5, -2.5, 4, 3, 1, 0, 1, 0.5, 0.2, 0.9, -1,
  ]
  private static let chosen = [2, 0, 1, 1, 0, 1, 1]

  /// Computes the chosen share of each row in double precision.
  private func shares(_ scores: [Double]) -> [Double] {
    Self.chosen.enumerated().map { row, column in
      let powers = scores[row * 3..<row * 3 + 3].map { power($0) }
      return powers[column] / powers.reduce(0, +)
    }
  }

  /// Computes e^x from the products of e^(1/1024), whose error is below 1e-12 here.
  private func power(_ x: Double) -> Double {
    let part = x / 1024
    var result = 1 + part * (1 + part / 2 * (1 + part / 3 * (1 + part / 4)))
    for _ in 0..<10 { result *= result }
    return result
  }

  @Test("the highest share of each row, with its gradient")
  func gated() {
    expectAgreement([TestInput([7, 3], Self.scores)]) { point in
      shares(point[0])
    } operation: { tape, x in
      let choice = tape.chosenShares(x[0], relative: false)
      #expect(choice.chosen == Self.chosen.map { Int32($0) })
      return choice.factors
    }
  }

  @Test("the share divided by itself is 1, but has the gradient of its logarithm")
  func relative() {
    let now = shares(Self.scores.map { Double($0) })
    expectAgreement([TestInput([7, 3], Self.scores)]) { point in
      zip(shares(point[0]), now).map { $0 / $1 }
    } operation: { tape, x in
      let factors = tape.chosenShares(x[0], relative: true).factors
      #expect(factors.numbers == [Float](repeating: 1, count: 7))
      return factors
    }
  }

  @Test("of equal shares the first is chosen")
  func ties() {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    let scores = tape.constant([1, 1, 1, 0, 2, 2, -1, -3, -1], shape: [3, 3])
    let choice = tape.chosenShares(scores, relative: false)
    #expect(choice.chosen == [0, 1, 0])
    #expect(choice.rows(of: 0) == [0, 2] && choice.rows(of: 2).isEmpty)
  }

  @Test("rows of several arrays are put in their places", arguments: [1, 5, 70])
  func interleaved(width: Int) {
    var numbers = SeededNumbers(seed: 3)
    let inputs = [2, 3, 1].map { TestInput([$0, width], from: &numbers) }
    let places: [[Int32]] = [[1, 4], [0, 2, 5], [3]]
    expectAgreement(inputs) { point in
      var result = [Double](repeating: 0, count: 6 * width)
      for (values, rows) in zip(point, places) {
        for (index, row) in rows.enumerated() {
          for column in 0..<width {
            result[Int(row) * width + column] = values[index * width + column]
          }
        }
      }
      return result
    } operation: { tape, x in
      tape.interleaved(
        zip(x, places).map { RowPart($0, rows: $1) }, shape: [6, width])
    }
  }

  @Test("for any number of threads in the same bits")
  func threads() {
    var numbers = SeededNumbers(seed: 4)
    let inputs = [TestInput([300, 4], from: &numbers), TestInput([300, 9], from: &numbers)]
    let outcomes = [1, 2, 3].map { threads in
      runOnTape(inputs, threads: threads) { tape, x in
        let choice = tape.chosenShares(x[0], relative: false)
        let scaled = tape.scaledRows(x[1], by: choice.factors)
        let parts = (0..<4).map { column in
          let rows = choice.rows(of: column)
          return RowPart(tape.embedding(table: scaled, rows: rows), rows: rows)
        }
        return tape.interleaved(parts, shape: [300, 9])
      }
    }
    #expect(outcomes[1].bits == outcomes[0].bits && outcomes[2].bits == outcomes[0].bits)
  }
}
