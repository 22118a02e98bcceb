internal import Glibc

/// Memory for a step's intermediate results: a block is taken back when nobody holds it any more,
/// and used again, so a steady training loop allocates nothing.
///
/// One stretch of address space of which the system gives only pages that are touched; blocks are
/// placed as far to the front as they fit, so ``peakBytes`` is what a step really needs. Not safe
/// to share between threads; memory is 64-byte aligned.
package final class Arena {
  private static let alignment = 64
  /// Where less than the least is to be had, something else is wrong.
  private static let (mostBytes, leastBytes) = (1 << 42, 1 << 30)

  private let start: UnsafeMutableRawPointer
  private let capacity: Int
  private let isImaginary: Bool
  /// Places that are free, in ascending order; no two of them touch.
  private var gaps: [Range<Int>]

  /// The most bytes that were in use at one time, with the gaps between them.
  package private(set) var peakBytes = 0

  /// - Parameter imaginary: Whether blocks only take up room in the books: their memory may not be
  ///   touched, and ``peakBytes`` tells what the same work would need.
  package init(imaginary: Bool = false) {
    isImaginary = imaginary
    (start, capacity) = imaginary ? (Self.nowhere, Self.mostBytes) : Self.reserved()
    gaps = [0..<capacity]
  }

  deinit { if !isImaginary { munmap(start, capacity) } }

  private static var nowhere: UnsafeMutableRawPointer {
    guard let place = UnsafeMutableRawPointer(bitPattern: alignment) else {
      preconditionFailure("an address that is not null")
    }
    return place
  }

  /// Reserves address space, and asks for half of it where the system refuses: a limit of the
  /// process, a system that promises no more memory than it has, or a sanitizer may allow less.
  private static func reserved() -> (start: UnsafeMutableRawPointer, bytes: Int) {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    var bytes = mostBytes
    while bytes >= leastBytes {
      if let place = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0), place != MAP_FAILED {
        madvise(place, bytes, MADV_HUGEPAGE)
        return (place, bytes)
      }
      bytes /= 2
    }
    preconditionFailure("the system gave no address space: error \(errno)")
  }

  /// A block for `count` scalars, whatever was in it before.
  package func block(_ count: Int) -> ArenaBlock {
    let bytes = max(1, count) * MemoryLayout<Float>.stride
    let wanted = (bytes + Self.alignment - 1) / Self.alignment * Self.alignment
    guard let index = gaps.firstIndex(where: { $0.count >= wanted }) else {
      preconditionFailure("the arena's address space is used up")
    }
    let place = gaps[index].lowerBound
    if gaps[index].count == wanted {
      gaps.remove(at: index)
    } else {
      gaps[index] = place + wanted..<gaps[index].upperBound
    }
    peakBytes = max(peakBytes, place + wanted)
    return ArenaBlock(
      start: (start + place).assumingMemoryBound(to: Float.self), place: place..<place + wanted,
      arena: self)
  }

  fileprivate func takeBack(_ place: Range<Int>) {
    let index = gaps.firstIndex { $0.lowerBound >= place.upperBound } ?? gaps.count
    let joinsNext = index < gaps.count && gaps[index].lowerBound == place.upperBound
    let joinsLast = index > 0 && gaps[index - 1].upperBound == place.lowerBound
    switch (joinsLast, joinsNext) {
    case (true, true):
      gaps[index - 1] = gaps[index - 1].lowerBound..<gaps[index].upperBound
      gaps.remove(at: index)
    case (true, false): gaps[index - 1] = gaps[index - 1].lowerBound..<place.upperBound
    case (false, true): gaps[index] = place.lowerBound..<gaps[index].upperBound
    case (false, false): gaps.insert(place, at: index)
    }
  }
}

/// Memory of an arena, given back when the last reference goes.
package final class ArenaBlock {
  package let start: UnsafeMutablePointer<Float>
  private let place: Range<Int>
  private let arena: Arena

  fileprivate init(start: UnsafeMutablePointer<Float>, place: Range<Int>, arena: Arena) {
    self.start = start
    self.place = place
    self.arena = arena
  }

  deinit { arena.takeBack(place) }
}
