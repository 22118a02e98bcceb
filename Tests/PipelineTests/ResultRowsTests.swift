import Pipeline
import TestSupport
import Testing

@Suite("rows of metrics in columns")
struct ResultRowsTests {
  private func rows(seed: UInt64, count: Int) -> [ResultRow] {
    var numbers = SeededNumbers(seed: seed)
    func pick(_ words: [String]) -> String { words.randomElement(using: &numbers) ?? "" }
    return (0..<count).map { _ in
      let axes = ["arm", "seed"].filter { _ in Bool.random(using: &numbers) }
      return ResultRow(
        cell: axes.map { Coordinate(axis: $0, label: pick(["1", "2", "é"])) },
        stage: pick(["text", "tuned"]), metric: pick(["loss", "accuracy", "a much longer name"]),
        step: Bool.random(using: &numbers) ? Int.random(in: -2...2, using: &numbers) : nil,
        value: Double.random(in: -1...1, using: &numbers))
    }
  }

  @Test("are the rows that they were made from, in their order", arguments: UInt64(0)..<20)
  func roundTrip(seed: UInt64) {
    let wanted = rows(seed: seed, count: Int(seed) * 5)
    let found = ResultRows(wanted)
    #expect(Array(found) == wanted)
    #expect(Set(found.sources).count == found.sources.count)
    #expect(Set(found.metrics).count == found.metrics.count)
    #expect(found == ResultRows(Array(found)))
  }

  @Test("of some stages are kept in their order", arguments: UInt64(0)..<20)
  func keeping(seed: UInt64) {
    let all = rows(seed: seed, count: 50)
    let kept = ResultRows(all).keeping { $0.stage == "tuned" && $0.cell.count < 2 }
    #expect(Array(kept) == all.filter { $0.stage == "tuned" && $0.cell.count < 2 })
    #expect(kept.sources.allSatisfy { $0.stage == "tuned" })
    #expect(Array(ResultRows(all).keeping { _ in true }) == all)
  }

  @Test(
    "others are added behind them, of the same stages and cells alone", arguments: UInt64(0)..<20)
  func adding(seed: UInt64) {
    let (own, others) = (rows(seed: seed, count: 30), rows(seed: seed + 100, count: 30))
    let sources = ResultRows(own).sources
    let known = others.filter { row in
      sources.contains { $0.stage == row.stage && $0.cell == row.cell }
    }
    let found = ResultRows(own).adding(ResultRows(others))
    #expect(Array(found) == own + known && found.sources == sources)
    #expect(Array(ResultRows(own).adding(ResultRows())) == own)
  }
}
