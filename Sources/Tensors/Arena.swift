/// Memory for one step's intermediate results: handed out in order, taken back all at once.
///
/// Chunks are kept between steps, so a steady training loop allocates nothing. Not safe to share
/// between threads; memory is 64-byte aligned.
package final class Arena {
  private static let chunkCount = 1 << 22
  private static let alignment = 16

  private var chunks: [UnsafeMutableBufferPointer<Float>] = []
  private var current = 0
  private var used = 0
  private var usedBefore = 0

  /// The most bytes that were in use at one time.
  package private(set) var peakBytes = 0

  package init() {}

  deinit { for chunk in chunks { chunk.baseAddress?.deallocate() } }

  /// Memory for `count` scalars, whatever was in it before.
  package func uninitialized(_ count: Int) -> UnsafeMutablePointer<Float> {
    let wanted = max(1, (count + Self.alignment - 1) / Self.alignment) * Self.alignment
    while current < chunks.count && used + wanted > chunks[current].count {
      usedBefore += used
      (current, used) = (current + 1, 0)
    }
    if current == chunks.count { addChunk(atLeast: wanted) }
    defer {
      used += wanted
      peakBytes = max(peakBytes, (usedBefore + used) * MemoryLayout<Float>.stride)
    }
    guard let start = chunks[current].baseAddress else { preconditionFailure("an empty chunk") }
    return start + used
  }

  /// Memory for `count` scalars, all zero.
  package func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
    let memory = uninitialized(count)
    memory.update(repeating: 0, count: count)
    return memory
  }

  /// Takes everything back; pointers handed out before are no longer valid.
  package func reset() { (current, used, usedBefore) = (0, 0, 0) }

  private func addChunk(atLeast count: Int) {
    let size = max(count, Self.chunkCount)
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: size * MemoryLayout<Float>.stride, alignment: 64)
    let start = memory.initializeMemory(as: Float.self, repeating: 0, count: size)
    chunks.append(UnsafeMutableBufferPointer(start: start, count: size))
  }
}
