internal import CKernels
internal import Dispatch
internal import Synchronization

/// Threads that wait for a leader's work for as long as a session lasts: awake for a while, then
/// asleep until there is some.
///
/// Guard: `work` is written by the leader alone, before it opens the door and after the last helper
/// has left; helpers read it only between entering and leaving.
final class Crew: @unchecked Sendable {
  /// How many times a helper looks for work before it goes to sleep: some tens of microseconds,
  /// about what waking a thread takes.
  private static let patience = 4_000
  /// The door is open; the lower bits count who is inside.
  private static let open: UInt64 = 1 << 31
  /// Each opening has a number, in the upper bits, so that nobody works twice at one thing.
  private static let opening: UInt64 = 1 << 32

  private let door = Atomic<UInt64>(0)
  private let leading = Atomic(false)
  private let dismissed = Atomic(false)
  private let asleep = Atomic(0)
  private let bell = DispatchSemaphore(value: 0)
  private var work: TileWork?

  /// Whether there is a session, with helpers to share work with.
  var isAtHand: Bool { leading.load(ordering: .relaxed) }

  /// For the leader: runs all tiles, with whoever comes to help.
  func share(_ tiles: TileWork) {
    precondition(work == nil, "a tile's work is not cut into tiles again")
    work = tiles
    let number = door.load(ordering: .relaxed) / Self.opening + 1
    door.store(number * Self.opening | Self.open, ordering: .sequentiallyConsistent)
    wake()
    tiles.run()
    door.bitwiseAnd(~Self.open, ordering: .acquiringAndReleasing)
    while door.load(ordering: .acquiring) % Self.open != 0 { kernel_pause() }
    work = nil
  }

  /// For a helper: works until the session is over.
  func help() {
    var last: UInt64 = 0
    var looks = 0
    while !dismissed.load(ordering: .acquiring) {
      let state = door.load(ordering: .acquiring)
      if state & Self.open != 0, state / Self.opening != last, enter(state) {
        last = state / Self.opening
        work?.run()
        door.subtract(1, ordering: .acquiringAndReleasing)
        looks = 0
      } else if looks < Self.patience {
        looks += 1
        kernel_pause()
      } else {
        sleep(last)
        looks = 0
      }
    }
  }

  private func enter(_ state: UInt64) -> Bool {
    door.compareExchange(
      expected: state, desired: state + 1, ordering: .acquiringAndReleasing
    ).exchanged
  }

  private func sleep(_ last: UInt64) {
    asleep.add(1, ordering: .sequentiallyConsistent)
    let state = door.load(ordering: .sequentiallyConsistent)
    let isWanted = state & Self.open != 0 && state / Self.opening != last
    if !isWanted && !dismissed.load(ordering: .sequentiallyConsistent) { bell.wait() }
    asleep.subtract(1, ordering: .sequentiallyConsistent)
  }

  /// Signals that come too late only make somebody look once more.
  private func wake() {
    for _ in 0..<asleep.load(ordering: .sequentiallyConsistent) { bell.signal() }
  }

  func begin() {
    dismissed.store(false, ordering: .sequentiallyConsistent)
    leading.store(true, ordering: .sequentiallyConsistent)
  }

  /// For the leader: the session is over.
  func dismiss() {
    leading.store(false, ordering: .sequentiallyConsistent)
    dismissed.store(true, ordering: .sequentiallyConsistent)
    wake()
  }
}
