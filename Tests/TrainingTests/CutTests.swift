import Models
import Testing

@testable import Training

@Suite("training that goes on after a cut")
struct CutTests {
  private func trained() throws -> Trainer {
    let trainer = try SmallRun(holding: .chains).trainer(steps: 20) { $0.schedule = .constant }
    for _ in 0..<3 { try trainer.advance() }
    return trainer
  }

  /// The numbers of a parameter in a buffer of the optimizer's state.
  private func state(_ index: Int, of parameter: Parameter, in trainer: Trainer) -> [Float] {
    Array(trainer.state.optimizerState[index].numbers[parameter.range])
  }

  @Test("keeps the step, and slices the optimizer's state as the tensors")
  func state() throws {
    let before = try trained()
    let cut = try #require(BondRanking(before.model, threads: 1).cheapest(dimensions: 1))
    let after = try before.after(cut)
    #expect(after.step == 3 && after.curve == before.curve)
    let sliced = before.model.bank.layout.parameters.filter { parameter in
      after.model.bank.layout[parameter.name]?.count != parameter.count
    }
    #expect(!sliced.isEmpty)
    for parameter in after.model.bank.layout.parameters {
      let old = try #require(before.model.bank.layout[parameter.name])
      var pairs = [(before.model.bank[old.name] ?? [], after.model.bank[parameter.name] ?? [])]
      for index in 0..<2 {
        pairs.append((state(index, of: old, in: before), state(index, of: parameter, in: after)))
      }
      for (whole, kept) in pairs { #expect(kept == wanted(whole, old, parameter, cut)) }
    }
    try after.advance()
    #expect(after.step == 4)
  }

  /// Picks what a cut keeps of a parameter, entry by entry.
  private func wanted(
    _ whole: [Float], _ old: Parameter, _ new: Parameter, _ cut: BondCut
  ) -> [Float] {
    guard old.shape != new.shape else { return whole }
    let isFirst = old.shape[0] != new.shape[0]
    return whole.indices.filter { index in
      let size = isFirst ? old.count / old.shape[0] : 1
      return cut.kept.contains(index / size % (isFirst ? old.shape[0] : old.shape[3]))
    }.map { whole[$0] }
  }

  @Test("computes the same where an index that adds nothing is left out")
  func zeros() throws {
    let model = SmallRun(holding: .chains).model()
    let chain = try #require(model.description.factorisation(of: .intermediate))
    let bond = try #require((1..<5).first { chain.bonds[$0] > 2 })
    for layer in 0..<2 {
      let name = model.description.localTensors(of: .intermediate, layer: layer)[bond - 1]
      var numbers = try #require(model.bank[name])
      for index in numbers.indices where index % chain.bonds[bond] == 1 { numbers[index] = 0 }
      model.bank[name] = numbers
    }
    let cut = try #require(BondRanking(model, threads: 1).cheapest(dimensions: 1))
    #expect(cut.bond.chain == "intermediate" && cut.bond.index == bond)
    #expect(cut.kept == (0..<chain.bonds[bond]).filter { $0 != 1 })
    let data = SmallRun(holding: .chains).data
    let losses = try [model, model.after(cut)].map { model in
      try Evaluation.run(
        model, data: data, split: "validation", batch: 8, threads: 1, progress: { _, _ in true }
      )?.loss ?? .nan
    }
    #expect(abs(losses[0] - losses[1]) < 1e-5)
  }
}
