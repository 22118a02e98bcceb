internal import COpenBLAS
internal import Dispatch
internal import Synchronization

/// Number of scalars in a tile of elementwise work, and of rows in one of row-wise work.
let (elementTile, rowTile) = (1 << 14, 64)

/// The threads of one stage.
///
/// Work is cut into tiles by shapes alone. Each tile is computed by one thread and writes memory of
/// its own, so any number of threads gives the same result to the bit.
package final class Workers: Sendable {
  /// Number of threads; 0 for workers that compute nothing.
  package let threads: Int

  private let team = ThreadTeam()

  package init(threads: Int) {
    self.threads = max(1, threads)
    openblas_set_num_threads(1)
  }

  private init(idle: Void) { threads = 0 }

  /// Workers that call no tile and so touch no memory, for an imaginary arena.
  package static let idle = Workers(idle: ())

  /// Runs `body` while the threads wait for its work, which then starts at once rather than after a
  /// thread has been woken; this counts where there are hundreds of small operations.
  ///
  /// - Parameter body: Runs once, on one of the threads; the only one to use these workers.
  package func together<Result>(_ body: () -> Result) -> Result {
    guard threads > 1 else { return body() }
    var result: Result?
    withoutActuallyEscaping({ result = body() }) { body in
      let work = TileWork(count: 1) { _ in body() }
      let team = team
      team.begin()
      DispatchQueue.concurrentPerform(iterations: threads) { _ in
        if work.runNext() { team.dismiss() } else { team.help() }
      }
    }
    guard let result else { preconditionFailure("the body has run") }
    return result
  }

  /// Calls `body` once for every tile, 0..<count, on up to ``threads`` threads; returns when all
  /// are done.
  ///
  /// - Parameter body: Must write nothing that another tile touches.
  package func forEach(_ count: Int, _ body: (Int) -> Void) {
    let width = min(threads, count)
    guard width > 1 else {
      if threads > 0 { for tile in 0..<count { body(tile) } }
      return
    }
    withoutActuallyEscaping(body) { body in
      let work = TileWork(count: count, body: body)
      if team.isInSession { return team.share(work) }
      DispatchQueue.concurrentPerform(iterations: width) { _ in work.run() }
    }
  }

  /// Calls `body` on this thread, unless there is no work to be done.
  package func alone(_ body: () -> Void) { if threads > 0 { body() } }

  /// Cuts 0..<count into ranges of `size` (the last may be shorter) and calls `body` for each.
  package func forEachRange(of count: Int, by size: Int, _ body: (Range<Int>) -> Void) {
    forEach((count + size - 1) / size) { tile in
      body(tile * size..<min(count, (tile + 1) * size))
    }
  }
}

/// Tiles that threads take one after the other.
///
/// Guard: tiles write disjoint memory, as `forEach` demands; `next` is atomic.
final class TileWork: @unchecked Sendable {
  private let next = Atomic(0)
  private let count: Int
  private let body: (Int) -> Void

  init(count: Int, body: @escaping (Int) -> Void) { (self.count, self.body) = (count, body) }

  func run() { while runNext() {} }

  /// Runs the next tile; returns whether there was one left.
  func runNext() -> Bool {
    let tile = next.add(1, ordering: .relaxed).oldValue
    guard tile < count else { return false }
    body(tile)
    return true
  }
}
