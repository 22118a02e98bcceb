import Tensors
import TestSupport
import Testing

@Suite struct ArenaTests {
  static let counts = [1, 16, 17, 0, 1000, 33]

  @Test func memoryThatIsGivenBackIsUsedAgain() {
    let arena = Arena()
    let first = Self.counts.map { arena.block($0).start }
    #expect(Set(first).count == 1)
    let held = Self.counts.map { arena.block($0) }
    #expect(Set(held.map(\.start)).count == held.count)
  }

  @Test func memoryIsAlignedAndApart() {
    let arena = Arena()
    let blocks = Self.counts.map { arena.block($0) }
    let starts = blocks.map { UInt(bitPattern: $0.start) }
    #expect(starts.allSatisfy { $0.isMultiple(of: 64) })
    for (index, count) in Self.counts.dropLast().enumerated() {
      #expect(starts[index + 1] >= starts[index] + UInt(max(1, count) * 4))
    }
  }

  @Test func gapsThatTouchBecomeOne() {
    let arena = Arena()
    var blocks: [ArenaBlock?] = (0..<5).map { _ in arena.block(16) }
    let first = blocks[1]?.start
    for index in [1, 3, 2] { blocks[index] = nil }
    let wide = arena.block(48)
    #expect(wide.start == first)
    withExtendedLifetime((blocks, wide)) { #expect(arena.peakBytes == 5 * 64) }
  }

  @Test func largeBlocksKeepWhatIsWritten() {
    let arena = Arena()
    let blocks = [10, (1 << 22) + 5, 10].map { arena.block($0) }
    blocks[1].start[(1 << 22) + 4] = 3
    blocks[2].start[0] = 5
    #expect(blocks[1].start[(1 << 22) + 4] == 3)
  }

  @Test(arguments: [false, true])
  func thePeakCountsWhatWasInUseAtOnce(imaginary: Bool) {
    let arena = Arena(imaginary: imaginary)
    withExtendedLifetime([arena.block(1), arena.block(17)]) { #expect(arena.peakBytes == 192) }
    withExtendedLifetime(arena.block(16)) { #expect(arena.peakBytes == 192) }
    withExtendedLifetime([arena.block(16), arena.block(64)]) { #expect(arena.peakBytes == 320) }
  }

  /// Blocks come and go; what is written in each stays, and none lies on another.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func anyOrderOfBlocks(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let arena = Arena()
    let first = arena.block(1).start
    var held: [(block: ArenaBlock, count: Int, mark: Float)] = []
    for turn in 0..<3_000 {
      if !held.isEmpty, held.count > 40 || Bool.random(using: &numbers) {
        let (block, count, mark) = held.remove(
          at: Int.random(in: held.indices, using: &numbers))
        #expect(block.start[0] == mark && block.start[count - 1] == mark)
      } else {
        let count = Int.random(in: 1...(turn.isMultiple(of: 10) ? 5_000 : 60), using: &numbers)
        let (block, mark) = (arena.block(count), Float(turn))
        (block.start[0], block.start[count - 1]) = (mark, mark)
        #expect(Self.isApart(block, count, from: held.map { ($0.block, $0.count) }))
        held.append((block, count, mark))
      }
    }
    held.removeAll()
    let peak = arena.peakBytes
    withExtendedLifetime(arena.block(peak / 4)) { block in
      #expect(block.start == first && arena.peakBytes == peak)
    }
  }

  private static func isApart(
    _ block: ArenaBlock, _ count: Int, from others: [(block: ArenaBlock, count: Int)]
  ) -> Bool {
    others.allSatisfy { other in
      block.start + count <= other.block.start || other.block.start + other.count <= block.start
    }
  }
}
