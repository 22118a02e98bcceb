import Options
import Pipeline
import Spec
import Testing

@Suite("variants of a sweep as options")
struct VariantMappingTests {
  private static let data = """
      text: {kind: load, dataset: wordnet-glosses}
      net: {kind: initialize, data: text, encoder: {layers: 4, hidden: 16, heads: 2}, sharing: all}
      parts: {kind: decompose, model: net}

    """

  /// Finds the option of the stage `start` in every cell, by the label of the axis `arm`.
  private func values(_ option: String, sweep: String, start: String) throws -> [String: Value?] {
    let spec = "experiment: e\nsweep:\n\(sweep)stages:\n\(Self.data)  start: \(start)\n"
    let stages = try plan(spec.utf8).stages.filter { $0.name == "start" }
    return Dictionary(
      uniqueKeysWithValues: stages.map { ($0.cell.first?.label ?? "", $0.options[option]) })
  }

  private func problem(sweep: String, start: String) throws -> String {
    let errors = try #require(throws: SpecErrors.self) {
      try values("sharing", sweep: sweep, start: start)
    }
    return errors.description
  }

  @Test("are mappings where the option takes one that says which kind it is")
  func kinds() throws {
    let found = try values(
      "sharing", sweep: "  arm:\n    none: {kind: none}\n    two: {kind: mpo, groups: 2}\n",
      start: "{kind: initialize, from: parts, sharing: \"${arm}\"}")
    #expect(found["none"]??["kind"]?.text == "none")
    #expect(found["two"]??["kind"]?.text == "mpo" && found["two"]??["groups"]?.integer == 2)
  }

  @Test("are mappings of plain options, too, and inside of options and lists")
  func groups() throws {
    let sweep = "  arm:\n    low: {rank: 2}\n    high: {rank: 4, scale: 2}\n"
    let found = try values(
      "adapter", sweep: sweep,
      start: "{kind: initialize, from: net, sharing: all, adapter: \"${arm}\"}")
    #expect(found["low"]??["rank"]?.integer == 2 && found["high"]??["scale"]?.number == 2)
    let frozen = try values(
      "freeze", sweep: "  arm:\n    a: {kind: matrices, layers: [0]}\n    b: {kind: heads}\n",
      start: "{kind: train, model: net, data: text, steps: 1, freeze: [\"${arm}\"]}")
    #expect(frozen["a"]??.list?.first?["layers"]?.list == [.integer(0)])
    #expect(frozen["b"]??.list?.first?["kind"]?.text == "heads")
  }

  @Test("are names where an option takes a text or a name, and inside of texts")
  func names() throws {
    let sweep = "  arm: {all: {rank: 2}, none: {rank: 4}}\n"
    let found = try values(
      "sharing", sweep: sweep,
      start: "{kind: initialize, from: net, sharing: \"${arm}\", adapter: {rank: \"${arm.rank}\"}}")
    #expect(found["all"]??["kind"]?.text == "all" && found["none"]??["kind"]?.text == "none")
    let options = try values(
      "command", sweep: sweep, start: "{kind: shell, command: \"echo ${arm} ${arm.rank}\"}")
    #expect(options["none"]??.text == "echo none 4" || options["none"]??.list?.isEmpty == false)
  }

  @Test(
    "say nothing that nothing reads",
    arguments: [
      (
        "  arm: {all: {}, none: {groups: 2}}\n", "sharing: \"${arm}\"",
        "spec.yaml:3:25: error: nothing uses 'groups' of the variant 'none' of the axis 'arm'"
      ),
      (
        "  arm: {all: {rank: 2, rnak: 3}}\n", "sharing: all, adapter: {rank: \"${arm.rank}\"}",
        "nothing uses 'rnak' of the variant 'all' of the axis 'arm'\n  hint: did you mean 'rank'?"
      ),
      (
        "  arm: {zip: {layers: [1, 2], wide: [3, 4]}}\n", "sharing: all, layers: \"${arm.layers}\"",
        "nothing uses 'wide' of the variant '1-3' of the axis 'arm'"
      ),
      (
        "  arm: {all: {kind: all, groups: 2}}\n", "sharing: \"${arm}\"",
        "unknown option 'sharing.groups'"
      ),
    ])
  func unread(sweep: String, options: String, message: String) throws {
    let found = try problem(
      sweep: sweep, start: "{kind: initialize, from: net, \(options)}")
    #expect(found.contains(message), "\(found)")
  }
}
