internal import CKernels
internal import Dispatch
internal import Synchronization

/// Threads that wait for a leader's work for as long as a session lasts: they poll for a while,
/// then sleep until there is some.
///
/// Guard: `work` is written by the leader alone, before it opens the gate and after the last helper
/// has left; helpers read it only between entering and leaving.
final class ThreadTeam: @unchecked Sendable {
  /// Number of times that a helper polls for work before it sleeps: some tens of microseconds,
  /// about what waking a thread takes.
  private static let patience = 4_000
  /// The bit of an open gate; the bits below it count the helpers inside.
  private static let open: UInt64 = 1 << 31
  /// The unit of the upper bits, which number the openings, so that no helper enters one twice.
  private static let opening: UInt64 = 1 << 32

  private let gate = Atomic<UInt64>(0)
  private let leading = Atomic(false)
  private let dismissed = Atomic(false)
  private let asleep = Atomic(0)
  private let wakeUps = DispatchSemaphore(value: 0)
  private var work: TileWork?

  /// Whether a session is running, with helpers to share work with.
  var isInSession: Bool { leading.load(ordering: .relaxed) }

  /// Runs all tiles with the helpers' help; called by the leader.
  func share(_ tiles: TileWork) {
    precondition(work == nil, "a tile's work is not cut into tiles again")
    work = tiles
    let number = gate.load(ordering: .relaxed) / Self.opening + 1
    gate.store(number * Self.opening | Self.open, ordering: .sequentiallyConsistent)
    wake()
    tiles.run()
    gate.bitwiseAnd(~Self.open, ordering: .acquiringAndReleasing)
    while gate.load(ordering: .acquiring) % Self.open != 0 { kernel_pause() }
    work = nil
  }

  /// Works until the session is over; called by each helper.
  func help() {
    var last: UInt64 = 0
    var looks = 0
    while !dismissed.load(ordering: .acquiring) {
      let state = gate.load(ordering: .acquiring)
      if state & Self.open != 0, state / Self.opening != last, enter(state) {
        last = state / Self.opening
        work?.run()
        gate.subtract(1, ordering: .acquiringAndReleasing)
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
    gate.compareExchange(
      expected: state, desired: state + 1, ordering: .acquiringAndReleasing
    ).exchanged
  }

  private func sleep(_ last: UInt64) {
    asleep.add(1, ordering: .sequentiallyConsistent)
    let state = gate.load(ordering: .sequentiallyConsistent)
    let isWanted = state & Self.open != 0 && state / Self.opening != last
    if !isWanted && !dismissed.load(ordering: .sequentiallyConsistent) { wakeUps.wait() }
    asleep.subtract(1, ordering: .sequentiallyConsistent)
  }

  /// Wakes the helpers that sleep; a signal that comes too late only makes one poll again.
  private func wake() {
    for _ in 0..<asleep.load(ordering: .sequentiallyConsistent) { wakeUps.signal() }
  }

  /// Begins a session; called by the leader.
  func begin() {
    dismissed.store(false, ordering: .sequentiallyConsistent)
    leading.store(true, ordering: .sequentiallyConsistent)
  }

  /// Ends the session; called by the leader.
  func dismiss() {
    leading.store(false, ordering: .sequentiallyConsistent)
    dismissed.store(true, ordering: .sequentiallyConsistent)
    wake()
  }
}
