import Tensors
import TestSupport
import Testing

@Suite("feed-forward networks")
struct FeedForwardTests {
  /// Rows, hidden, inner, and the width of the result.
  static let sizes = [[1, 1, 1, 1], [3, 5, 7, 2], [17, 6, 33, 6], [65, 4, 9, 13]]

  private func inputs(_ size: [Int], seed: UInt64) -> [TestInput] {
    var numbers = SeededNumbers(seed: seed)
    return [[size[0], size[1]], [size[2], size[1]], [size[2]], [size[3], size[2]], [size[3]]].map {
      TestInput($0, from: &numbers, scale: 1.5)
    }
  }

  private func network(_ form: GELUForm) -> (Tape, [Variable]) -> Variable {
    { tape, x in
      tape.feedForward(
        x[0], weight: x[1], bias: x[2], form: form, outputWeight: x[3], outputBias: x[4])
    }
  }

  @Test("are two linear maps with GELU between", arguments: sizes, [GELUForm.exact, .tanh])
  func agreement(size: [Int], form: GELUForm) {
    let (rows, hidden, inner, width) = (size[0], size[1], size[2], size[3])
    let gelu = form == .exact ? Reference.geluExact : Reference.geluTanh
    expectAgreement(inputs(size, seed: 1), samples: 8) { point in
      let before = Reference.linear(
        point[0], point[1], point[2], rows: rows, inner: hidden, columns: inner)
      return Reference.linear(
        before.map(gelu), point[3], point[4], rows: rows, inner: inner, columns: width)
    } operation: { tape, x in
      network(form)(tape, x)
    }
  }

  @Test("have the same bits for any number of threads", arguments: [GELUForm.exact, .tanh])
  func threads(form: GELUForm) {
    let inputs = inputs([130, 64, 257, 48], seed: 2)
    let one = runOnTape(inputs, threads: 1, network(form))
    for threads in [2, 3] {
      #expect(runOnTape(inputs, threads: threads, network(form)).bits == one.bits)
    }
  }

  @Test("used twice add up their gradients")
  func twice() {
    let inputs = inputs([3, 4, 5, 4], seed: 3)
    expectAgreement(inputs) { point in
      let once = { (x: [Double]) in
        let before = Reference.linear(x, point[1], point[2], rows: 3, inner: 4, columns: 5)
        return Reference.linear(
          before.map(Reference.geluExact), point[3], point[4], rows: 3, inner: 5, columns: 4)
      }
      return once(once(point[0]))
    } operation: { tape, x in
      network(.exact)(tape, [network(.exact)(tape, x)] + x.dropFirst())
    }
  }
}
