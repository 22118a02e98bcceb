import Models
import Options
import Pipeline
import Spec
import TestSupport
import Testing

@testable import Stages

/// What can be solved: a way of sharing, or an adapter under one without a size.
struct Solved: CustomTestStringConvertible, Sendable {
  /// The options of a stage that makes such a model, with 2 for those that must be given.
  let options: String

  var testDescription: String { options }

  private static func written(_ variant: OptionVariant) -> String {
    let required = variant.options.filter {
      if case .required = $0.presence { true } else { false }
    }.map { ", \($0.name): 2" }
    return "{kind: \(variant.name)\(required.joined())}"
  }

  private static let ways: [Solved] = SharingCatalog.all.filter { kind in
    kind.sizeOption != nil || kind.init().isFactorised
  }.map { kind in
    let adapter = kind.init().needsAdapter ? ", adapter: {rank: 2}" : ""
    return Solved(options: "sharing: \(written(kind.variant))\(adapter)")
  }

  private static let adapters: [Solved] = AdapterCatalog.all.filter { kind in
    kind.sizeOption != nil
  }.map { kind in Solved(options: "sharing: all, adapter: \(written(kind.variant))") }

  static let all = ways + adapters
}

@Suite("sizes that are matched")
struct MatchTests {
  /// A size that is asked for, as a factor of one of a model's counts.
  private struct Asked {
    let metric: String
    let factor: Double
  }

  private static let asked = [
    Asked(metric: "parameters", factor: 0.9), Asked(metric: "parameters", factor: 1.3),
    Asked(metric: "non_embedding_parameters", factor: 2),
  ]

  /// Counts the parameters of a model at the possible values of its size up to 128.
  private func counts(_ model: ModelDescription, _ metric: String) -> [Int] {
    (1...128).compactMap { value in
      var sized = model
      if type(of: model.sharing).sizeOption != nil {
        sized.sharing = model.sharing.sized(value)
      } else if model.sharing.isFactorised {
        sized.slice(toBond: value)
      } else {
        sized.adapter = model.adapter?.sized(value)
      }
      guard sized.misfitOfAdapter == nil else { return nil }
      let layout = ParameterLayout(sized)
      return metric == "parameters" ? layout.count : layout.nonEmbeddingCount
    }
  }

  @Test("come as near as the option allows, for all that has a size", arguments: Solved.all)
  func nearest(solved: Solved) throws {
    let start = "kind: initialize, from: parts, layers: 6, \(solved.options)"
    let stages = Self.asked.enumerated().map { index, asked in
      "  m\(index): {\(start), match: {\(asked.metric): \(asked.factor)x, of: plain}}"
    }
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor, tensors: 3}
        plain: {\(start)}
      \(stages.joined(separator: "\n"))
      """)
    let plain = try StoredModel(files: laboratory.output("plain").files).description
    for (index, asked) in Self.asked.enumerated() {
      let wanted = Int(try laboratory.metric("asked_parameters", of: "m\(index)"))
      let found = Int(try laboratory.metric(asked.metric, of: "m\(index)"))
      let base = try laboratory.metric(asked.metric, of: "plain")
      #expect(wanted == Int((asked.factor * base).rounded()))
      let nearest = try #require(counts(plain, asked.metric).map { abs($0 - wanted) }.min())
      // A size above 128 may come nearer still.
      #expect(abs(found - wanted) <= nearest, "\(asked.metric), \(asked.factor)")
      let model = try StoredModel(files: laboratory.output("m\(index)").files)
      #expect(model.bank.layout.parameters.allSatisfy { model.bank[$0.name]?.isEmpty == false })
    }
  }

  @Test("solve a count for the value that has it", arguments: [false, true])
  func backAgain(nonEmbedding: Bool) throws {
    let beginning = """
      kind: size, vocabulary: 30522, encoder: {layers: 12, hidden: 768, heads: 12, embedding: 128}
      """
    let cases: [(written: String, other: String, value: Int)] = [
      ("sharing: {kind: blocks, unique: 5}", "sharing: {kind: blocks, unique: 1}", 5),
      (
        "sharing: {kind: middle-cycle, unique: 3}", "sharing: {kind: middle-cycle, unique: 1000}", 3
      ),
      (
        "sharing: {kind: bottleneck, reduction: 24}", "sharing: bottleneck", 24
      ),
      ("sharing: mpo, bond: 12", "sharing: mpo", 12),
      (
        "sharing: {kind: depth-polynomial, degree: 0}",
        "sharing: {kind: depth-polynomial, degree: 3}", 0
      ),
      ("sharing: none, adapter: {rank: 7}", "sharing: none, adapter: lora", 7),
      (
        "sharing: {kind: residual, unique: 4}, adapter: {rank: 3}",
        "sharing: {kind: residual, unique: 4}, adapter: {rank: 30}", 3
      ),
    ]
    let metric = nonEmbedding ? "non_embedding_parameters" : "parameters"
    let given = try Laboratory(
      cases.enumerated().map { "  s\($0): {\(beginning), \($1.written)}\n" }.joined())
    let counts = try cases.indices.map { Int(try given.metric(metric, of: "s\($0)")) }
    let solved = try Laboratory(
      cases.enumerated().map { index, one in
        let part = one.written.contains("residual") ? ", solve: adapter" : ""
        return "  s\(index): {\(beginning), \(one.other), "
          + "match: {\(metric): \(counts[index])\(part)}}\n"
      }.joined())
    for (index, one) in cases.enumerated() {
      #expect(try solved.metric("matched_size", of: "s\(index)") == Double(one.value))
      #expect(try solved.metric("asked_parameters", of: "s\(index)") == Double(counts[index]))
      #expect(try solved.metric(metric, of: "s\(index)") == Double(counts[index]), "\(one.written)")
    }
  }

  /// A text of so many different words that a vocabulary of 300 can't hold them all.
  private static let words: String = {
    var numbers = SeededNumbers(seed: 3)
    let lines = (0..<50).map { _ in
      (0..<8).map { _ in
        String((0..<6).map { _ in "abcdefghijklmnoprstuv".randomElement(using: &numbers) ?? "a" })
      }.joined(separator: " ")
    }
    return (0..<8).flatMap { _ in lines.map { "\($0)\n" } }.joined()
  }()

  @Test("are planned as they are run")
  func planned() throws {
    let encoder = "{layers: 6, hidden: 16, heads: 2, max_positions: 16}"
    let laboratory = try Laboratory(
      """
        words: {kind: load, dataset: {kind: text, file: words.txt}, max_length: 16, vocabulary: 300}
        one: {kind: initialize, data: words, encoder: \(encoder),
              sharing: {kind: blocks, unique: 1}, match: {parameters: 25_000}}
        parts: {kind: decompose, model: one, tensors: 3}
        two: {kind: initialize, from: parts, layers: 4, sharing: mpo, match: {parameters: 0.38x}}
        three: {kind: initialize, from: one, sharing: relaxed, adapter: lora,
                match: {non_embedding_parameters: 1.2x, of: two}}
      """, files: ["words.txt": Self.words])
    // Plans count the largest vocabulary that data may have.
    #expect(try laboratory.metric("vocabulary", of: "words") == 300)
    let plan = try #require(laboratory.plan)
    for name in ["one", "two", "three"] {
      let stage = try #require(plan.stages.first { $0.name == name })
      let planned = (plan.outlooks[stage.id] as? StageOutlook)?.model
      let made = try StoredModel(files: laboratory.output(name).files).description
      #expect(planned == made, "\(name)")
    }
  }

  @Test("are told in the log, also where no value comes near")
  func log() throws {
    let laboratory = try Laboratory(
      """
        near: {kind: initialize, from: donor, layers: 4, sharing: {kind: blocks, unique: 1},
               match: {parameters: 1x}}
        far: {kind: initialize, from: donor, layers: 4, sharing: {kind: blocks, unique: 1},
              match: {parameters: 1e9}}
        none: {kind: initialize, from: donor, sharing: all}
      """)
    let count = Int(try laboratory.metric("parameters", of: "donor")).grouped
    let near = try #require(laboratory.logs["near"])
    #expect(near == ["match: \(count) parameters asked; unique: 1 gives \(count)"])
    let far = try #require(laboratory.logs["far"]?.first)
    #expect(far.hasPrefix("match: 1 000 000 000 parameters asked; unique: 4 gives "))
    #expect(far.hasSuffix(", and no other value comes as near"))
    #expect(laboratory.logs["none"]?.isEmpty == true)
    #expect(try !laboratory.output("none").metrics.contains { $0.name == "asked_parameters" })
  }

  private static let beginning = """
    experiment: match
    stages:
      text: {kind: load, dataset: wordnet-glosses}
      net: {kind: initialize, data: text, encoder: {layers: 2, hidden: 8, heads: 2}, sharing: all}

    """

  @Test(
    "are refused where they can't be solved",
    arguments: [
      ("sharing: all, match: {parameters: 1.5x}", "'all' has no option that sets its size, and"),
      ("sharing: all, match: {parameters: 1.5x}", "adapter: lora"),
      (
        "sharing: relaxed, adapter: lora, match: {parameters: 9, solve: sharing}",
        "sharing by 'relaxed' has no option that sets its size\n  hint: share by blocks"
      ),
      ("sharing: all, match: {parameters: 9, solve: adapter}", "there is no adapter"),
      (
        "sharing: {kind: blocks, unique: 1}, match: {}",
        "'match' has neither 'parameters' nor 'non_embedding_parameters'"
      ),
      (
        "sharing: {kind: blocks, unique: 1}, match: {parameters: 1, non_embedding_parameters: 2}",
        "'match' has both 'parameters' and 'non_embedding_parameters'"
      ),
      (
        "sharing: {kind: blocks, unique: 1}, match: {parameters: many}",
        "'match' asks for 'many', which is neither a count nor a factor"
      ),
      (
        "sharing: {kind: blocks, unique: 1}, match: {parameters: 0x}",
        "'match' asks for '0x', which is neither"
      ),
      (
        "sharing: {kind: blocks, unique: 1}, match: {parameters: 900, of: net}",
        "'match' has 'of', but 900 is a count rather than a factor"
      ),
      (
        "sharing: all, adapter: {kind: projected, form: vectors}, match: {parameters: 1.5x}",
        "'count' doesn't change the size with these options"
      ),
      ("sharing: blocks, match: {parameters: 900}", "needs the option 'sharing.unique'"),
    ])
  func refused(options: String, message: String) throws {
    let stage = "  tried: {kind: initialize, from: net, \(options)}\n"
    let errors = try #require(throws: SpecErrors.self) {
      try plan("\(Self.beginning)\(stage)".utf8)
    }
    #expect("\(errors)".contains(message), "\(errors)")
    #expect(errors.errors.count == 1)
  }

  @Test("are not planned as factors of a model that is yet to be cut")
  func ofCutModel() throws {
    let solved = "kind: initialize, from: net, sharing: {kind: blocks, unique: 1}"
    let plan = try plan(
      """
      \(Self.beginning)  parts: {kind: decompose, model: net}
        chains: {kind: initialize, from: parts, sharing: mpo}
        cut: {kind: squeeze, model: chains, data: text, until: {gap: 1}}
        tuned: {kind: train, model: cut, data: text, steps: 1}
        known: {\(solved), match: {parameters: 1x, of: chains}}
        unknown: {\(solved), match: {parameters: 1x, of: tuned}}

      """.utf8)
    func model(_ name: String) throws -> ModelDescription? {
      let stage = try #require(plan.stages.first { $0.name == name })
      return (plan.outlooks[stage.id] as? StageOutlook)?.model
    }
    #expect(try model("known") != nil)
    #expect(try model("unknown") == nil)
  }

  @Test("are refused as factors of no model")
  func factorOfNothing() throws {
    let encoder = "encoder: {layers: 2, hidden: 8, heads: 2}"
    let options = "\(encoder), sharing: {kind: blocks, unique: 1}, match: {parameters: 1.5x}"
    for stage in ["kind: initialize, data: text", "kind: size, vocabulary: 9"] {
      let errors = try #require(throws: SpecErrors.self) {
        try plan("\(Self.beginning)  tried: {\(stage), \(options)}\n".utf8)
      }
      #expect("\(errors)".contains("'match' asks for 1.5x, but of no model"), "\(errors)")
    }
  }

  @Test(
    "are counts or factors",
    arguments: [
      ("250000", 250_000), ("250_000", 250_000), ("2.5e5", 250_000), ("1.5x", 150), ("1x", 100),
      (".5x", 50),
    ])
  func sizes(written: String, wanted: Int) {
    #expect(AskedSize(written)?.parameters(of: 100) == wanted)
  }

  @Test(
    "are nothing else",
    arguments: ["", "x", "0", "-1", "1.5", "1e99", "0x", "-2x", "nanx", "infx", "1.5 x", "many"])
  func noSizes(written: String) { #expect(AskedSize(written) == nil) }
}
