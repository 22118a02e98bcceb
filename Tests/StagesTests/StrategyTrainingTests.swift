import Models
import Pipeline
import Options
import Spec
import Tensors
import Testing

@Suite("training under every way of sharing")
struct StrategyTrainingTests {
  private static let strategies: [String] =
    plainStrategies + [
      "{kind: loop, before: 1, core: 2, output_scales: true, injection: true, random_depth: true}"
    ]

  private static let plainStrategies = SharingCatalog.all.map { kind in
    let required = kind.variant.options.filter {
      if case .required = $0.presence { true } else { false }
    }.map { ", \($0.name): 2" }
    return "{kind: \(kind.variant.name)\(required.joined())}"
  }

  /// Computes the matrix with which a model of four layers multiplies, without its low-rank term.
  private func weight(_ model: StoredModel, _ matrix: MatrixKind, layer: Int) -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    var description = model.description
    description.adapter = nil
    return EncoderWeights(description, bank: model.bank, tape: tape, learning: false)
      .weight(matrix, layer: layer).numbers
  }

  @Test(
    "after 20 steps every parameter has learnt, what is tied is equal, and sizes are the owners'",
    arguments: strategies)
  func twentySteps(strategy: String) throws {
    let laboratory = try Laboratory(
      """
        parts: {kind: decompose, model: donor}
        start:
          {kind: initialize, from: parts, sharing: \(strategy), adapter: {rank: 2}, layers: 4}
        fitted: {kind: train, model: start, data: classes, steps: 1, batch_size: 8,
                 learning_rate: 0.01}
        tuned: {kind: train, model: fitted, data: classes, steps: 20, batch_size: 8,
                learning_rate: 0.01}
      """)
    let before = try StoredModel(files: laboratory.output("fitted").files)
    let after = try StoredModel(files: laboratory.output("tuned").files)
    var owners: [ParameterSlot: Int] = [:]
    for parameter in after.bank.layout.parameters where parameter.owner != nil {
      #expect(before.bank[parameter.name] != after.bank[parameter.name], "\(parameter.name)")
      #expect(after.bank[parameter.name]?.allSatisfy { $0.isFinite } == true)
      if let owner = parameter.owner { owners[owner] = parameter.count }
    }
    let outside = after.bank.layout.parameters.filter { $0.owner == nil }
    #expect(
      after.bank.layout.count == owners.values.reduce(0, +) + outside.reduce(0) { $0 + $1.count })
    expectTies(after)
  }

  /// Checks that layers whose dense matrix or tensors have one owner multiply with the same bits.
  private func expectTies(_ model: StoredModel) {
    var description = model.description
    description.adapter = nil
    guard description.hasWholeMatrices else { return }
    let plan = model.description.sharingPlan
    for matrix in MatrixKind.allCases {
      for layer in 0..<4 {
        let slot = ParameterSlot(layer: layer, site: .matrix(matrix), part: .dense)
        let owner = plan.owner(of: slot).layer
        #expect(weight(model, matrix, layer: layer) == weight(model, matrix, layer: owner))
      }
    }
  }
}
