import Models
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite("the start of copies")
struct CopyStartTests {
  /// Begins copies of a model's matrices, whose values before that are returned, too.
  private func begin(
    _ change: (inout CopiesHook) -> Void
  ) throws -> (before: [Float], model: StoredModel, copies: ParameterCopies) {
    var hook = CopiesHook()
    change(&hook)
    let model = SmallRun(hidden: 32).model()
    let before = model.bank.allValues
    let begun = try hook.begin(
      model, learning: model.bank.layout.parameters, TrainingSettings(),
      workers: Workers(threads: 1))
    return (before, model, try #require(begun as? ParameterCopies))
  }

  private func squares(_ numbers: some Sequence<Double>) -> Double {
    numbers.reduce(0) { $0 + $1 * $1 }
  }

  @Test("spreads them around the model by its own size", arguments: [0.1, 0.5], [2, 3, 5])
  func spread(relative: Double, count: Int) throws {
    let (before, model, copies) = try begin {
      $0.count = count
      $0.spread = relative
    }
    #expect(copies.copies.count == count)
    #expect(relativeDistance(model.bank.allValues, before.map { Double($0) }) < 1e-6)
    for (parameter, own) in copies.pairs {
      let values = before[parameter.range].map { Double($0) }
      let size = squares(values)
      for copy in copies.copies {
        let distances = zip(copy.numbers[own.range], values).map { Double($0) - $1 }
        let found = (squares(distances) / size).squareRoot()
        #expect(abs(found - relative) < 0.1 * relative, "\(parameter.name)")
      }
    }
  }

  @Test("leaves them together where the spread is 0")
  func together() throws {
    let (before, _, copies) = try begin { $0.spread = 0 }
    for (parameter, own) in copies.pairs {
      for copy in copies.copies {
        #expect(Array(copy.numbers[own.range]) == Array(before[parameter.range]))
      }
    }
  }

  @Test("draws them afresh, each as a fresh parameter, where they are independent")
  func independent() throws {
    let (before, model, copies) = try begin {
      $0.count = 4
      $0.start = .independent
    }
    for (parameter, own) in copies.pairs {
      let fresh = squares(before[parameter.range].map { Double($0) })
      let drawn = copies.copies.map { copy in copy.numbers[own.range].map { Double($0) } }
      #expect(Set(drawn).count == 4)
      for numbers in drawn { #expect(abs(squares(numbers) / fresh - 1) < 0.2) }
      let mean = model.bank.values[parameter.range].map { Double($0) }
      #expect(abs(squares(mean) / fresh - 0.25) < 0.08, "\(parameter.name)")
    }
    for parameter in model.bank.layout.parameters where parameter.part != .matrices {
      let now = Array(model.bank.values[parameter.range])
      #expect(now == Array(before[parameter.range]), "\(parameter.name)")
    }
  }

  @Test("leaves out what is frozen")
  func frozen() throws {
    let trainer = try SmallRun().trainer(steps: 3) { settings in
      settings.frozen = [ParameterSelection(.matrices, layers: [0])]
      settings.hooks = [CopiesHook()]
    }
    let before = trainer.model.bank.allValues
    for _ in 0..<3 { try trainer.advance() }
    for parameter in trainer.model.bank.layout.parameters where parameter.part == .matrices {
      let now = Array(trainer.model.bank.values[parameter.range])
      let isFrozen = parameter.owner?.layer == 0
      #expect((now == Array(before[parameter.range])) == isFrozen, "\(parameter.name)")
    }
  }

  @Test("fixed weights train a model as plain descent at a part of the rate does")
  func control() throws {
    func settings(_ settings: inout TrainingSettings) {
      settings.optimizer = MomentumSGD()
      settings.weightDecay = 0.02
    }
    var hook = CopiesHook()
    hook.weights = .fixed
    hook.spread = 0.3
    let copied = try SmallRun().trainer(steps: 12) {
      settings(&$0)
      $0.hooks = [hook]
    }
    let plain = try SmallRun().trainer(steps: 12) {
      settings(&$0)
      $0.parameterGroups = [
        ParameterGroup(
          [ParameterSelection(.matrices)], learningRateFactor: 1.0 / 3, weightDecay: 0.06)
      ]
    }
    for _ in 0..<12 {
      let (one, other) = (try copied.advance(), try plain.advance())
      #expect(abs(one - other) < 1e-5 * other)
    }
    let wanted = plain.model.bank.allValues.map { Double($0) }
    #expect(relativeDistance(copied.model.bank.allValues, wanted) < 1e-5)
  }
}
