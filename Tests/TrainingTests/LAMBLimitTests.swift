import Models
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite("limits of LAMB's trust ratio")
struct LAMBLimitTests {
  private func bank() -> ParameterBank {
    let shape = EncoderShape(
      layers: 1, hidden: 8, heads: 2, intermediate: 16, embedding: 8, vocabulary: 30, positions: 8)
    let bank = ParameterBank(
      ParameterLayout(ModelDescription(encoder: shape, sharing: NoSharing())))
    bank.startFresh(seed: 3, shape)
    return bank
  }

  /// Returns the values after three steps on the same gradients.
  private func moved(by optimizer: any Optimizer, rate: Double) -> ParameterBank {
    let bank = bank()
    let updater = ParameterUpdater(bank, optimizer, workers: Workers(threads: 1))
    var numbers = SeededNumbers(seed: 4)
    for step in 1...3 {
      for index in bank.gradients.indices { bank.gradients[index] = numbers.float() }
      updater.update(step: step, rate: rate, decay: 0.1, clip: 0)
    }
    return bank
  }

  private func lamb(_ least: Double?, _ largest: Double?) -> LAMB {
    var lamb = LAMB()
    lamb.leastRatio = least
    lamb.largestRatio = largest
    return lamb
  }

  @Test("a ratio held at c is Adam's direction with c times the rate, for matrices alone")
  func held() throws {
    var adam = AdamW()
    adam.epsilon = 1e-6
    let (held, slow) = (moved(by: lamb(0.25, 0.25), rate: 0.04), moved(by: adam, rate: 0.01))
    let fast = moved(by: adam, rate: 0.04)
    for parameter in held.layout.parameters {
      let found = try #require(held[parameter.name])
      let wanted = try #require((parameter.decays ? slow : fast)[parameter.name])
      #expect(zip(found, wanted).allSatisfy { abs($0 - $1) < 1e-5 }, "\(parameter.name)")
    }
  }

  @Test("limits that nothing reaches change no bit, and those of MPOBERT's code do")
  func reached() {
    let free = moved(by: LAMB(), rate: 0.01).allValues
    #expect(moved(by: lamb(0, 1e9), rate: 0.01).allValues == free)
    #expect(moved(by: lamb(0.3, 0.01), rate: 0.01).allValues != free)
    #expect(moved(by: lamb(nil, 0.001), rate: 0.01).allValues != free)
  }
}
