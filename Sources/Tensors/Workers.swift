internal import COpenBLAS
internal import Dispatch

/// The threads of one stage, and the rule that keeps its bits: tiles are fixed by shapes alone.
///
/// Each tile is computed by one thread with single-threaded BLAS and writes memory of its own, so
/// any number of threads gives the same result to the bit.
package final class Workers: Sendable {
  package let threads: Int

  package init(threads: Int) {
    self.threads = max(1, threads)
    openblas_set_num_threads(1)
  }

  /// Calls `body` once for every tile, 0..<count, on up to ``threads`` threads; returns when all
  /// are done.
  ///
  /// - Parameter body: Must write nothing that another tile touches.
  package func forEach(_ count: Int, _ body: (Int) -> Void) {
    let width = min(threads, count)
    guard width > 1 else {
      for tile in 0..<count { body(tile) }
      return
    }
    withoutActuallyEscaping(body) { body in
      let work = TileWork(body: body)
      DispatchQueue.concurrentPerform(iterations: width) { thread in
        for tile in stride(from: thread, to: count, by: width) { work.body(tile) }
      }
    }
  }

  /// Cuts 0..<count into ranges of `size` (the last may be shorter) and calls `body` for each.
  package func forEachRange(of count: Int, by size: Int, _ body: (Range<Int>) -> Void) {
    forEach((count + size - 1) / size) { tile in
      body(tile * size..<min(count, (tile + 1) * size))
    }
  }
}

/// A closure on its way to the threads. Guard: tiles write disjoint memory, as `forEach` demands.
private struct TileWork: @unchecked Sendable {
  let body: (Int) -> Void
}
