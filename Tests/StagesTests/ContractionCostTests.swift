import Pipeline
import Spec
import Stages
import Testing

@Suite("costs of contraction in the plan")
struct ContractionCostTests {
  /// Plans a 12-layer model of BERT-base's width, decomposed with these options.
  private func costs(_ decompose: String, sharing: String = "mpo") throws -> [ContractionCosts] {
    let spec = """
      experiment: costs
      stages:
        data: {kind: load, dataset: wordnet-glosses}
        fresh:
          kind: initialize
          data: data
          encoder: {layers: 6, hidden: 768, heads: 12, embedding: 128}
          sharing: all
        donor: {kind: train, model: fresh, data: data, steps: 1}
        parts: {kind: decompose, model: donor\(decompose)}
        start: {kind: initialize, from: parts, sharing: \(sharing), layers: 12}

      """
    return PlanOutlook(try plan(spec.utf8)).contractions
  }

  @Test("full bonds: 43.14 G multiply-adds from left to right (MPOBERT's table 7), 12 dense layers")
  func full() throws {
    let found = try #require(costs("").first)
    #expect(found.stage.description == "start" && found.matrices == 72 && found.applied == 0)
    #expect((found.leftToRight + 5_000_000) / 10_000_000 == 4314)
    #expect(found.rebuilding <= found.leftToRight)
    #expect(found.denseToken == 12 * (4 * 768 * 768 + 2 * 768 * 3072))
    #expect(found.tensorToken > found.denseToken)
  }

  @Test("small bonds cost less, and bond 1 is applied tensor by tensor")
  func small() throws {
    let (four, one) = try (
      #require(costs(", bond: 4").first), #require(costs(", bond: 1").first)
    )
    #expect(four.rebuilding < four.leftToRight && four.applied == 0 && one.applied == 72)
    #expect(one.tensorToken < four.tensorToken && four.tensorToken < four.denseToken)
  }

  @Test("dense models have none, nor models whose bonds depend on the values of matrices")
  func unknown() throws {
    #expect(try costs("", sharing: "none").isEmpty)
    #expect(try costs(", error: 0.1").isEmpty)
  }
}
