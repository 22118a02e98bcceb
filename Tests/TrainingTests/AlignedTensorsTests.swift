import Models
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite("learning a teacher's auxiliary tensors")
struct AlignedTensorsTests {
  /// A student of two layers and a teacher of four, both held as chains.
  private func tried(hard: Double = 0) -> DistillationCase {
    var tried = DistillationCase(SmallRun(holding: .chains))
    tried.teacher.holding = .chains
    tried.distillation = Distillation(logits: 0, hard: hard)
    tried.distillation.tensors = 2
    return tried
  }

  /// The mean over pairs of tensors of the mean squared distance, by its definition.
  private func distance(_ student: StoredModel, _ tensors: AlignedTensors) -> Double {
    tensors.pairs.reduce(0.0) { sum, pair in
      let own = student.bank[pair.student] ?? []
      let squares = zip(own, pair.target?.numbers ?? []).reduce(0.0) {
        $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
      }
      return sum + squares / Double(own.count) / Double(tensors.pairs.count)
    }
  }

  private func tensors(_ tried: DistillationCase, _ student: StoredModel) -> AlignedTensors {
    AlignedTensors(
      of: tried.teacher.model(), for: student, tried.distillation, Workers(threads: 1))
  }

  @Test("compares four tensors of every matrix with those of every second layer")
  func pairs() {
    let tried = tried()
    let pairs = tensors(tried, tried.student.model()).pairs
    #expect(pairs.count == 2 * 6 * 4)
    #expect(pairs.allSatisfy { !$0.student.contains("central") })
    let layers = pairs.map { pair in
      (pair.student.split(separator: ".")[2], pair.teacher.split(separator: ".")[2])
    }
    #expect(layers.allSatisfy { ["0": "1", "1": "3"][$0.0] == $0.1 })
  }

  @Test("has the mean squared distance as its loss, in micro-batches, too, with live gradients")
  func loss() throws {
    var tried = tried()
    let student = tried.student.model()
    let wanted = 2 * distance(student, tensors(tried, student))
    let found = try tried.gradients(student)
    #expect(wanted > 0 && abs(found - wanted) < 1e-5 * wanted)
    let gradients = student.bank.allGradients
    #expect(gradients.contains { $0 != 0 })
    let pair = try #require(tensors(tried, student).pairs.first)
    let parameter = try #require(student.bank.layout[pair.student])
    let own = try #require(student.bank[pair.student])
    let target = try #require(pair.target).numbers
    // Each layer has its own auxiliary tensors, so a tensor is in one pair.
    let factor = 2 * 2 / Double(48 * own.count)
    for (place, index) in parameter.range.enumerated() {
      let slope = factor * Double(own[place] - target[place])
      #expect(abs(Double(gradients[index]) - slope) < 1e-5)
    }
    tried.microBatches = 3
    let parted = tried.student.model()
    #expect(try abs(tried.gradients(parted) - wanted) < 1e-5 * wanted)
    #expect(relativeDistance(parted.bank.allGradients, gradients.map { Double($0) }) < 1e-5)
  }

  @Test("is nothing for a student that is the teacher but for the signs of its bonds")
  func signs() throws {
    var tried = tried()
    tried.teacher = tried.student
    let student = tried.student.model()
    let description = student.description
    for layer in 0..<2 {
      let names = description.localTensors(of: .query, layer: layer)
      // The signs of a bond between two tensors that each layer has for itself.
      let shape = try #require(student.bank.layout[names[0]]).shape
      let width = shape[3]
      var left = try #require(student.bank[names[0]])
      for index in left.indices where index % width == layer { left[index] *= -1 }
      student.bank[names[0]] = left
      var right = try #require(student.bank[names[1]])
      let size = right.count / width
      for index in right.indices where index / size == layer { right[index] *= -1 }
      student.bank[names[1]] = right
    }
    #expect(try abs(tried.gradients(student)) < 1e-9)
  }

  @Test("brings a student nearer to its teacher")
  func learning() throws {
    let tried = tried()
    let trainer = try tried.trainer()
    let before = try tried.gradients(trainer.model)
    for _ in 0..<30 { try trainer.advance() }
    #expect(try tried.gradients(trainer.model) < 0.8 * before)
  }

  @Test("needs chains of the same factors and bonds")
  func misfits() throws {
    var dense = tried()
    dense.teacher.holding = .dense
    #expect(throws: DistillationError.self) { try dense.trainer() }
    var wide = tried()
    wide.teacher.hidden = 32
    #expect(throws: DistillationError.self) { try wide.trainer() }
  }

  @Test("is refused for experts, of the student and of the teacher")
  func experts() {
    let plain = tried().student.model().description
    var routed = plain
    routed.experts = Experts()
    let distillation = tried().distillation
    let own = distillation.misfitOfTensors(of: plain, for: routed)
    #expect(own?.problem == "the student has experts, whose tensors aren't compared")
    let theirs = distillation.misfitOfTensors(of: routed, for: plain)
    #expect(theirs?.problem == "the teacher has experts, whose tensors aren't compared")
    #expect(distillation.misfitOfTensors(of: plain, for: plain) == nil)
  }
}
