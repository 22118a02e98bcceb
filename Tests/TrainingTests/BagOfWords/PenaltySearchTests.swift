import Testing

@testable import Training

@Suite("the search for a penalty")
struct PenaltySearchTests {
  /// Searches where the loss is the distance from a penalty, by factors.
  private func search(for best: Double) throws -> PenaltySearch {
    try #require(PenaltySearch { $0 > best ? $0 / best : best / $0 })
  }

  @Test("within the grid, all of it is tried and no more", arguments: [10, 3, 1, 0.3, 0.1])
  func inside(_ best: Double) throws {
    let search = try search(for: best)
    #expect(search.best == best && search.tried == PenaltySearch.grid && !search.endsAtLimit)
  }

  @Test(
    "where an edge is the best, the grid goes on until the loss rises",
    arguments: [
      (0.03, [0.01]), (0.01, [0.01, 0.003]), (0.003, [0.01, 0.003, 0.001]), (30, [100]),
      (100, [100, 300]), (300, [100, 300, 1000]),
    ] as [(Double, [Double])])
  func edges(_ best: Double, _ further: [Double]) throws {
    let search = try search(for: best)
    #expect(search.best == best && search.tried == PenaltySearch.grid + further)
    #expect(!search.endsAtLimit)
  }

  @Test("at its limits it ends, and says so", arguments: [(1e-9, 0.001), (1e9, 1000)])
  func limits(_ best: Double, _ limit: Double) throws {
    let search = try search(for: best)
    #expect(search.best == limit && search.endsAtLimit)
    #expect(search.tried.count == PenaltySearch.grid.count + 3)
  }

  @Test("equal losses take the strongest, and a fit that was stopped stops the search")
  func ends() throws {
    let search = try #require(PenaltySearch { _ in 1 })
    #expect(search.best == PenaltySearch.grid[0] && search.tried == PenaltySearch.grid + [100])
    var fits = 0
    let stopped = PenaltySearch { _ in
      fits += 1
      return fits < 4 ? 1 : nil
    }
    #expect(stopped == nil && fits == 4)
  }
}
