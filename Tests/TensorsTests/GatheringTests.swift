import Tensors
import TestSupport
import Testing

@Suite struct GatheringTests {
  @Test(arguments: [[0], [3, 3, 3], [4, 1, 4, 4, 0, 2, 2]] as [[Int32]], [false, true])
  func gathered(indices: [Int32], hasFactors: Bool) {
    var numbers = SeededNumbers(seed: 1)
    let factors = numbers.floats(indices.count)
    let gathering = Gathering(indices: indices, factors: hasFactors ? factors : nil)
    expectAgreement([TestInput([5, 1], from: &numbers)]) { point in
      indices.indices.map { index in
        point[0][Int(indices[index])] * (hasFactors ? Double(factors[index]) : 1)
      }
    } operation: { tape, x in
      let y = tape.gathered(x[0], gathering, shape: [1, indices.count])
      #expect(y.shape == [1, indices.count])
      return y
    }
  }

  @Test func oneNumberManyTimes() {
    let gathering = Gathering(indices: [0, 0, 0, 0], factors: [1, -2, 0, 0.5])
    expectAgreement([TestInput([1], [0.75])]) { point in
      [1, -2, 0, 0.5].map { $0 * point[0][0] }
    } operation: { tape, x in
      tape.gathered(x[0], gathering, shape: [2, 2])
    }
  }

  @Test func numbersThatNobodyTookHaveNoGradient() {
    let gathering = Gathering(indices: [2, 0])
    let outcome = runOnTape([TestInput([4], [1, 2, 3, 4])]) { tape, x in
      tape.gathered(x[0], gathering, shape: [2])
    }
    #expect(outcome.value == [3, 1])
    #expect(outcome.gradients[0][1] == 0 && outcome.gradients[0][3] == 0)
    #expect(outcome.gradients[0][0] != 0 && outcome.gradients[0][2] != 0)
  }

  @Test func gatheringsAreEqualWhereTheirNumbersAre() {
    let first = Gathering(indices: [0, 2, 1], factors: [1, 2, 3])
    #expect(first == Gathering(indices: [0, 2, 1], factors: [1, 2, 3]))
    #expect(Set([first, Gathering(indices: [0, 2, 1], factors: [1, 2, 3])]).count == 1)
    #expect(first != Gathering(indices: [0, 1, 2], factors: [1, 2, 3]))
    #expect(first != Gathering(indices: [0, 2, 1], factors: [1, 2, 4]))
    #expect(first != Gathering(indices: [0, 2, 1]))
    #expect(first != Gathering(indices: [0, 2], factors: [1, 2]))
  }
}
