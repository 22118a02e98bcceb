import Spec
import Testing

@Suite("contradictions in some cells of a stage")
struct ConflictingCellsTests {
  /// Finds the problems of a plan with these arms, without locations and hints.
  private func complaints(_ arms: String) -> [String] {
    let text = """
      experiment: arms
      sweep: {arm: {\(arms)}, seed: [1, 2]}
      stages:
        text: {kind: load, dataset: wordnet-glosses, max_length: 16, vocabulary: 300}
        net:
          {kind: initialize, data: text, encoder: {layers: 4, hidden: 16, heads: 2}, sharing: none}
        start: {kind: initialize, from: net, sharing: "${arm.sharing}", seed: "${seed}"}

      """
    do throws(SpecErrors) {
      _ = try plan(text.utf8)
      return []
    } catch {
      return "\(error)".split(separator: "\n").compactMap { line in
        line.firstMatch(of: /error: (.*)/).map { String($0.1) }
      }
    }
  }

  private let adapters = "'relaxed' relaxes sharing by adapters, but there are none"

  @Test("are reported once, with the arm that they have in common")
  func arm() {
    let arms = "a: {sharing: all}, r: {sharing: relaxed}, m: {sharing: mpo}"
    #expect(
      complaints(arms).sorted() == [
        "\(adapters) (where arm=r)",
        "sharing by matrix product operators starts from decomposed parts (where arm=m)",
      ])
  }

  @Test(
    "are reported with their number where no arm is common, and without cells where all have them")
  func others() {
    let two = "a: {sharing: all}, r: {sharing: relaxed}, s: {sharing: relaxed}"
    #expect(complaints(two) == ["\(adapters) (in 4 of 6 cells)"])
    #expect(complaints("r: {sharing: relaxed}, s: {sharing: relaxed}") == [adapters])
    #expect(complaints("a: {sharing: all}, n: {sharing: none}").isEmpty)
  }
}
