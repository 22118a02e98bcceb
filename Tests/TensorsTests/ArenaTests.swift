import Tensors
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
    for place in [1, 3, 2] { blocks[place] = nil }
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
}
