import Tensors
import Testing

@Suite struct ArenaTests {
  static let counts = [1, 16, 17, 0, 1000, 33]

  @Test func resetGivesTheSameAddressesAgain() {
    let arena = Arena()
    let before = Self.counts.map { arena.floats($0) }
    arena.reset()
    let after = Self.counts.map { arena.floats($0) }
    #expect(before == after)
  }

  @Test func memoryIsAlignedAndApart() {
    let arena = Arena()
    let starts = Self.counts.map { UInt(bitPattern: arena.uninitialized($0)) }
    #expect(starts.allSatisfy { $0.isMultiple(of: 64) })
    for (index, count) in Self.counts.dropLast().enumerated() {
      #expect(starts[index + 1] >= starts[index] + UInt(max(1, count) * 4))
    }
  }

  @Test func usedMemoryIsZeroedAgain() {
    let arena = Arena()
    arena.floats(100).update(repeating: 7, count: 100)
    arena.reset()
    let memory = arena.floats(100)
    #expect((0..<100).allSatisfy { memory[$0] == 0 })
  }

  @Test func requestsLargerThanAChunk() {
    let arena = Arena()
    let sizes = [10, (1 << 22) + 5, 10]
    let before = sizes.map { arena.uninitialized($0) }
    before[1][(1 << 22) + 4] = 3
    #expect(before.allSatisfy { UInt(bitPattern: $0).isMultiple(of: 64) })
    #expect(Set(before).count == 3)
    arena.reset()
    #expect(sizes.map { arena.uninitialized($0) } == before)
  }

  @Test func thePeakCountsWhatWasInUseAtOnce() {
    let arena = Arena()
    _ = arena.uninitialized(1)
    _ = arena.uninitialized(17)
    #expect(arena.peakBytes == 192)
    arena.reset()
    _ = arena.uninitialized(16)
    #expect(arena.peakBytes == 192)
    _ = arena.uninitialized(64)
    #expect(arena.peakBytes == 320)
  }
}
