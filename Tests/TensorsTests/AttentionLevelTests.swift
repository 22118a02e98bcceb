import CKernels
import TestSupport
import Testing

/// One head's attention, forward and back, with memory of exactly its size.
private struct HeadCase {
  let queries, keys: Int
  let size = 24
  /// Other heads lie beside this one.
  let stride = 40
  let rate: Float
  let isAdding: Bool

  /// The result, the statistics and the three gradients.
  func run(_ level: Int32?, seed: UInt64) -> [[UInt32]] {
    var numbers = SeededNumbers(seed: seed)
    let memory = Memory()
    return withExtendedLifetime(memory) {
      func drawn(_ count: Int) -> UnsafeMutablePointer<Float> {
        let start = memory.floats(count)
        for index in 0..<count { start[index] = 2 * numbers.float() }
        return start
      }
      func span(_ rows: Int) -> Int { rows == 0 ? 0 : (rows - 1) * stride + size }
      var work = kernel_attention()
      (work.queries, work.keys, work.size, work.stride) = (queries, keys, size, stride)
      (work.factor, work.rate, work.draws, work.start) = (0.2, rate, 0x1234_5678_9abc, 77)
      work.query = UnsafePointer(drawn(span(queries)))
      (work.key, work.value) = (UnsafePointer(drawn(span(keys))), UnsafePointer(drawn(span(keys))))
      (work.result, work.statistics) = (drawn(span(queries)), drawn(queries * 2))
      work.result_gradient = UnsafePointer(drawn(span(queries)))
      (work.query_gradient, work.key_gradient) = (drawn(span(queries)), drawn(span(keys)))
      work.value_gradient = drawn(span(keys))
      let adds: Int32 = isAdding ? 1 : 0
      (work.adds_query, work.adds_key, work.adds_value) = (adds, adds, adds)
      if let level {
        kernel_attention_forward_at_level(level, &work)
        kernel_attention_backward_at_level(level, &work)
      } else {
        kernel_attention_forward(&work)
        kernel_attention_backward(&work)
      }
      let results = [
        (work.result, span(queries)), (work.statistics, queries * 2),
        (work.query_gradient, span(queries)), (work.key_gradient, span(keys)),
        (work.value_gradient, span(keys)),
      ]
      return results.map { start, count in
        UnsafeBufferPointer(start: start, count: count).map(\.bitPattern)
      }
    }
  }
}

@Suite("attention of one head")
struct AttentionLevelTests {
  /// Queries and keys; the last ones need several runs of queries.
  @Test(
    "has the same bits on every kind of CPU",
    arguments: [[0, 3], [1, 1], [3, 17], [33, 15], [128, 129], [150, 700]],
    [0, 0.3] as [Float])
  func levels(sizes: [Int], rate: Float) {
    for isAdding in [false, true] {
      let head = HeadCase(queries: sizes[0], keys: sizes[1], rate: rate, isAdding: isAdding)
      let wanted = head.run(nil, seed: 1)
      for level in TensorsTests.levels {
        #expect(head.run(level, seed: 1) == wanted, "level \(level), adding \(isAdding)")
      }
    }
  }
}
