internal import Glibc

/// Memory for the intermediate results of a training step.
///
/// A block is taken back when its last reference goes, and used again, so a steady training loop
/// allocates nothing. The arena reserves one stretch of address space, of which the system provides
/// only the pages that are touched. Blocks lie as close to its start as they fit, so ``peakBytes``
/// is what a step really needs. Blocks are 64-byte aligned. Not safe to share between threads.
package final class Arena {
  private static let alignment = 64
  /// Bytes of address space that are asked for first, and the fewest that are accepted.
  private static let (mostBytes, leastBytes) = (1 << 42, 1 << 30)

  private let start: UnsafeMutableRawPointer
  private let capacity: Int
  private let isImaginary: Bool
  /// Free ranges of byte offsets, in ascending order; no two of them touch.
  private var gaps: [Range<Int>]

  /// The most bytes that were in use at one time, with the gaps between them.
  package private(set) var peakBytes = 0

  /// Creates an arena without blocks.
  ///
  /// - Parameter imaginary: Whether blocks are only accounted for: their memory must not be
  ///   touched, and ``peakBytes`` says what the same work would need.
  package init(imaginary: Bool = false) {
    isImaginary = imaginary
    (start, capacity) = imaginary ? (Self.nowhere, Self.mostBytes) : Self.reserved()
    gaps = [0..<capacity]
  }

  deinit { if !isImaginary { munmap(start, capacity) } }

  private static var nowhere: UnsafeMutableRawPointer {
    guard let address = UnsafeMutableRawPointer(bitPattern: alignment) else {
      preconditionFailure("an address that is not null")
    }
    return address
  }

  /// Reserves address space, and asks for half of it where the system refuses: a limit of the
  /// process, a system that promises no more memory than it has, or a sanitizer may allow less.
  private static func reserved() -> (start: UnsafeMutableRawPointer, bytes: Int) {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    var bytes = mostBytes
    while bytes >= leastBytes {
      if let start = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0), start != MAP_FAILED {
        madvise(start, bytes, MADV_HUGEPAGE)
        return (start, bytes)
      }
      bytes /= 2
    }
    preconditionFailure("the system gave no address space: error \(errno)")
  }

  /// Returns a block for `count` scalars, which holds whatever was in it before.
  package func block(_ count: Int) -> ArenaBlock {
    let bytes = max(1, count) * MemoryLayout<Float>.stride
    let wanted = (bytes + Self.alignment - 1) / Self.alignment * Self.alignment
    guard let index = gaps.firstIndex(where: { $0.count >= wanted }) else {
      preconditionFailure("the arena's address space is used up")
    }
    let offset = gaps[index].lowerBound
    if gaps[index].count == wanted {
      gaps.remove(at: index)
    } else {
      gaps[index] = offset + wanted..<gaps[index].upperBound
    }
    peakBytes = max(peakBytes, offset + wanted)
    return ArenaBlock(
      start: (start + offset).assumingMemoryBound(to: Float.self),
      range: offset..<offset + wanted, arena: self)
  }

  fileprivate func takeBack(_ range: Range<Int>) {
    let index = gaps.firstIndex { $0.lowerBound >= range.upperBound } ?? gaps.count
    let joinsNext = index < gaps.count && gaps[index].lowerBound == range.upperBound
    let joinsLast = index > 0 && gaps[index - 1].upperBound == range.lowerBound
    switch (joinsLast, joinsNext) {
    case (true, true):
      gaps[index - 1] = gaps[index - 1].lowerBound..<gaps[index].upperBound
      gaps.remove(at: index)
    case (true, false): gaps[index - 1] = gaps[index - 1].lowerBound..<range.upperBound
    case (false, true): gaps[index] = range.lowerBound..<gaps[index].upperBound
    case (false, false): gaps.insert(range, at: index)
    }
  }
}

/// Memory of an arena, given back when the last reference goes.
package final class ArenaBlock {
  package let start: UnsafeMutablePointer<Float>
  /// Byte offsets within the arena.
  private let range: Range<Int>
  private let arena: Arena

  fileprivate init(start: UnsafeMutablePointer<Float>, range: Range<Int>, arena: Arena) {
    self.start = start
    self.range = range
    self.arena = arena
  }

  deinit { arena.takeBack(range) }
}
