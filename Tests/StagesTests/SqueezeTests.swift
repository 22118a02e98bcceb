import FoundationEssentials
import Models
import Pipeline
import Spec
import Stages
import Tensors
import Testing

@Suite("squeezing")
struct SqueezeTests {
  private static func stages(_ more: String) -> String {
    """
      apart: {kind: initialize, from: donor, sharing: none, layers: 2}
      parts: {kind: decompose, model: apart}
      start: {kind: initialize, from: parts, sharing: mpo}
      tuned: {kind: train, model: start, data: classes, steps: 10, batch_size: 8,
              learning_rate: 0.01}
      squeezed: {kind: squeeze, model: tuned, data: classes, batch_size: 8,
                 learning_rate: 0.003, steps: 2, \(more)}
    """
  }

  private func bytes(_ laboratory: Laboratory, _ id: String) throws -> Data {
    try laboratory.file("model.safetensors", of: id)
  }

  @Test(
    "reaches a size within one cut, and so does the control with as many steps",
    arguments: ["dimensions: 1", "dimensions: 3", "dimensions: 2, direct: true"])
  func size(options: String) throws {
    let laboratory = try Laboratory(Self.stages("until: {parameters: 0.9x}, \(options)"))
    let before = try laboratory.metric("parameters", of: "tuned")
    let count = try laboratory.metric("parameters", of: "squeezed")
    #expect(count <= (0.9 * before).rounded())
    let cuts = try laboratory.metric("cuts", of: "squeezed")
    #expect(cuts >= 1)
    #expect(try laboratory.metric("steps_done", of: "squeezed") == 2 * cuts)
    let sizes = try laboratory.output("squeezed").metrics
      .filter { $0.name == "parameters_after_cut" }
    #expect(sizes.first?.value == before && sizes.last?.value == count)
    if !options.contains("direct") {
      #expect(sizes.dropLast().allSatisfy { $0.value > (0.9 * before).rounded() })
      #expect(Double(sizes.count) == cuts + 1)
    }
    let model = try StoredModel(files: laboratory.output("squeezed").files)
    for matrix in MatrixKind.allCases {
      let bonds = try #require(model.description.factorisation(of: matrix)).bonds
      for (index, bond) in bonds.enumerated().dropFirst().dropLast() {
        let name = "\(matrix.rawValue).bond.\(index)"
        #expect(try laboratory.metric(name, of: "squeezed") == Double(bond))
      }
    }
    #expect(try laboratory.metric("validation.loss", of: "squeezed").isFinite)
  }

  @Test("that cuts nothing changes nothing")
  func nothing() throws {
    let laboratory = try Laboratory(Self.stages("until: {parameters: 1x}"))
    #expect(try bytes(laboratory, "squeezed") == bytes(laboratory, "tuned"))
    #expect(try laboratory.metric("cuts", of: "squeezed") == 0)
  }

  @Test("takes back the cut that costs more than the gap", arguments: ["loss", "accuracy"])
  func gap(metric: String) throws {
    let laboratory = try Laboratory(
      Self.stages("dimensions: 4, until: {gap: 0.05, metric: \(metric)}"))
    let values = try laboratory.output("squeezed").metrics
      .filter { $0.name == "validation.\(metric)" && $0.step != nil }.map(\.value)
    let worse = values.map { metric == "loss" ? $0 - values[0] : values[0] - $0 }
    #expect(worse.allSatisfy { $0 <= 0.05 })
    let cuts = try laboratory.metric("cuts", of: "squeezed")
    #expect(Double(values.count) == cuts + 1)
  }

  @Test(
    "that is stopped and resumed, however often, ends in the same bits",
    arguments: ["", "direct: true, "], [1, 3])
  func resumption(options: String, reports: Int) throws {
    let laboratory = try Laboratory(
      Self.stages("\(options)dimensions: 3, until: {parameters: 0.9x}"))
    let whole = try laboratory.output("squeezed")
    var (resumed, stops): (StageOutput?, Int) = (nil, 0)
    while resumed == nil {
      do {
        resumed = try laboratory.again("squeezed", in: "again", stoppingAfter: reports)
      } catch is StageStopped {
        stops += 1
        try #require(stops < 500)
      }
    }
    #expect(stops >= 1)
    #expect(resumed?.metrics == whole.metrics)
    let path = try #require(resumed?.files["model.safetensors"])
    #expect(try Data(contentsOf: URL(filePath: path)) == bytes(laboratory, "squeezed"))
  }

  @Test(
    "is refused where it can't be",
    arguments: [
      ("model: tuned, until: {}", "needs one of 'parameters' and 'gap'"),
      ("model: tuned, until: {parameters: 9, gap: 1}", "needs one of 'parameters' and 'gap'"),
      ("model: tuned, until: {parameters: few}", "neither a count nor a factor"),
      ("model: tuned, until: {parameters: 9}", "can't reach 9 parameters"),
      ("model: tuned, until: {parameters: 2x}", "parameters, fewer than the"),
      ("model: tuned, until: {gap: 1}, direct: true", "'direct' cuts to a known size"),
      ("model: donor, until: {gap: 1}", "aren't chains"),
      ("model: adapted, until: {gap: 1}", "is added to central tensors"),
    ])
  func refused(options: String, problem: String) throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor}
        tuned: {kind: initialize, from: parts, sharing: mpo}
        adapted:
          {kind: initialize, from: parts, sharing: mpo, adapter: {rank: 1, to: central}}
      """)
    let ends = try laboratory.ends(
      of: [(name: "tried", text: "{kind: squeeze, data: text, \(options)}")])
    guard case .refused(let errors) = try #require(ends["tried"]) else {
      Issue.record("\(options) is accepted")
      return
    }
    #expect(errors.contains { $0.problem.contains(problem) }, "\(errors)")
  }
}

@Suite("over-parameterised chains of each layer")
struct UnitSiteChainTests {
  /// The recipe of the manual, for layers of width 16 and 64.
  private static let stages = """
      apart: {kind: initialize, from: donor, sharing: none, layers: 2}
      parts: {kind: decompose, model: apart, factors: [[4, 1, 1, 1, 4], [8, 1, 1, 1, 8]]}
      wide: {kind: initialize, from: parts, sharing: {kind: mpo, groups: 2, tie: none}}
      tuned: {kind: train, model: wide, data: text, steps: 5, batch_size: 8, learning_rate: 0.001}
      folded: {kind: initialize, from: tuned, sharing: none}
      plain: {kind: evaluate, model: tuned, data: text}
      score: {kind: evaluate, model: folded, data: text}
    """

  private func weight(_ model: StoredModel, _ matrix: MatrixKind, layer: Int) -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    return EncoderWeights(model.description, bank: model.bank, tape: tape, learning: false)
      .weight(matrix, layer: layer).numbers
  }

  @Test("start as the dense model, and fold back to one of its size that computes the same")
  func folding() throws {
    let laboratory = try Laboratory(Self.stages)
    func model(_ id: String) throws -> StoredModel {
      try StoredModel(files: laboratory.output(id).files)
    }
    #expect(try laboratory.metric("start_error", of: "wide") < 1e-5)
    let (wide, tuned, folded) = (try model("wide"), try model("tuned"), try model("folded"))
    for layer in 0..<2 {
      for name in wide.description.localTensors(of: .query, layer: layer)[1...3] {
        let numbers = try #require(wide.bank[name])
        for (index, number) in numbers.enumerated() {
          #expect(abs(abs(number) - (index % 17 == 0 ? 1 : 0)) < 1e-3)
        }
        #expect(numbers != tuned.bank[name])
      }
      for matrix in MatrixKind.allCases {
        let (chain, dense) = (
          weight(tuned, matrix, layer: layer), weight(folded, matrix, layer: layer)
        )
        #expect(zip(chain, dense).allSatisfy { abs($0 - $1) < 1e-5 })
      }
    }
    let dense = try laboratory.metric("parameters", of: "apart")
    #expect(try laboratory.metric("parameters", of: "wide") > dense)
    #expect(try laboratory.metric("parameters", of: "folded") == dense)
    let losses = try ["plain", "score"].map { try laboratory.metric("loss", of: $0) }
    #expect(abs(losses[0] - losses[1]) < 1e-5 * losses[0])
  }
}
