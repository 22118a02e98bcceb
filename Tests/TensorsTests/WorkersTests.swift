import Dispatch
import Glibc
import Tensors
import TestSupport
import Testing

@Suite("threads that wait for work")
struct WorkersTests {
  /// Number of times that each tile ran, [tiles].
  private final class Counters {
    private(set) var counts: [Int]

    init(_ count: Int) { counts = Array(repeating: 0, count: count) }

    /// Adds one to the first tiles' counts, a tile each.
    func add(_ tiles: Int, on workers: Workers) {
      counts.withUnsafeMutableBufferPointer { counts in
        workers.forEach(tiles) { counts[$0] += 1 }
      }
    }
  }

  /// Whether after every round each tile had run as often as it should.
  private func isComplete(
    _ workers: Workers, rounds: Int, seed: UInt64, pause: UInt32 = 0
  ) -> Bool {
    let counters = Counters(40)
    var wanted = [Int](repeating: 0, count: 40)
    var numbers = SeededNumbers(seed: seed)
    return workers.together {
      for _ in 0..<rounds {
        let tiles = Int.random(in: 0...40, using: &numbers)
        counters.add(tiles, on: workers)
        for tile in 0..<tiles { wanted[tile] += 1 }
        guard counters.counts == wanted else { return false }
        if pause > 0 { usleep(pause) }
      }
      return true
    }
  }

  @Test("run every tile once, whether or not there is a core for each", arguments: [1, 2, 3, 4])
  func everyTileOnce(threads: Int) {
    #expect(isComplete(Workers(threads: threads), rounds: 4_000, seed: UInt64(threads)))
  }

  @Test("wake up when there is work after a while", arguments: [2, 3, 4])
  func sleep(threads: Int) {
    let workers = Workers(threads: threads)
    #expect(isComplete(workers, rounds: 150, seed: UInt64(threads), pause: 700))
  }

  @Test("come together again and again", arguments: [2, 3, 4])
  func sessions(threads: Int) {
    let workers = Workers(threads: threads)
    for session in 0..<200 {
      #expect(isComplete(workers, rounds: session % 5, seed: UInt64(session)))
    }
  }

  @Test("serve several leaders side by side")
  func sideBySide() {
    DispatchQueue.concurrentPerform(iterations: 6) { leader in
      let workers = Workers(threads: 1 + leader % 4)
      #expect(isComplete(workers, rounds: 500, seed: UInt64(leader)))
    }
  }

  @Test("give back what the work gives", arguments: [1, 2, 4])
  func result(threads: Int) {
    let workers = Workers(threads: threads)
    var calls = 0
    let sum = workers.together {
      calls += 1
      return (0..<100).reduce(0, +)
    }
    #expect(sum == 4_950 && calls == 1)
  }

  @Test("write what one thread writes, several sums at a time", arguments: [2, 3, 4])
  func sums(threads: Int) {
    let workers = Workers(threads: threads)
    let count = 100_000
    var numbers = [Int](repeating: 0, count: count)
    numbers.withUnsafeMutableBufferPointer { numbers in
      workers.together {
        for round in 1...20 {
          workers.forEachRange(of: count, by: 1 << 10) { range in
            for index in range { numbers[index] = numbers[index] &* 3 &+ index &* round }
          }
        }
      }
    }
    let wanted = (0..<count).map { index in
      (1...20).reduce(0) { $0 &* 3 &+ index &* $1 }
    }
    #expect(numbers == wanted)
  }
}

@Suite("idle workers")
struct IdleWorkersTests {
  @Test("call nothing but what plans the work")
  func calls() {
    var calls = 0
    Workers.idle.forEach(5) { _ in calls += 1 }
    Workers.idle.forEachRange(of: 5, by: 2) { _ in calls += 1 }
    Workers.idle.alone { calls += 1 }
    #expect(calls == 0)
    #expect(Workers.idle.together { 3 } == 3)
  }

  /// Every operation, forward and back, on memory that would end the program if it were touched.
  @Test("touch no memory", arguments: [false, true])
  func operations(recomputing: Bool) throws {
    let nowhere = try #require(UnsafeMutablePointer<Float>(bitPattern: 64))
    let arena = Arena(imaginary: true)
    let tape = Tape(arena: arena, workers: .idle, recording: true)
    func parameter(_ shape: Int...) -> Variable {
      tape.parameter(value: nowhere, gradient: nowhere, shape: shape, isFresh: true)
    }
    let (square, bias) = (parameter(8, 8), parameter(8))
    func block(_ tape: Tape, _ x: Variable) -> Variable {
      let mixed = tape.attention(
        query: tape.linear(x, weight: square, bias: bias), key: x, value: x,
        sequences: Sequences(offsets: [0, 2, 5]), heads: 2,
        dropout: Dropout(rate: 0.1, site: RandomSite(seed: 1, step: 1, site: 1)))
      let fed = tape.feedForward(
        mixed, weight: square, bias: bias, form: .tanh, outputWeight: square, outputBias: bias)
      return tape.layerNorm(
        fed, adding: x, scale: bias, shift: bias, epsilon: 1e-5, dropout: nil)
    }
    let rows = tape.embedding(table: parameter(7, 8), rows: [0, 6, 6, 2, 1])
    let moved = tape.permuted(rows, shape: [5, 2, 4], axes: [0, 2, 1])
    var state = tape.gelu(tape.reshaped(moved, [5, 8]), .exact)
    state = recomputing ? tape.recomputed(state, block) : block(tape, state)
    state = tape.addBias(bias, to: tape.matrixProduct(state, tape.addDiagonal(bias, to: square)))
    state = tape.scale(tape.tanh(tape.add(state, rows)), by: 2)
    state = tape.dropout(
      tape.firstRows(state, 4), Dropout(rate: 0.1, site: RandomSite(seed: 1, step: 1, site: 2)))
    let labels = [Int32](repeating: 0, count: 4)
    let both = tape.add(
      tape.crossEntropy(logits: state, labels: labels).loss,
      tape.crossEntropy(state, table: square, bias: bias, labels: labels).loss)
    tape.backward(from: both)
    #expect(arena.peakBytes > 0)
  }
}
