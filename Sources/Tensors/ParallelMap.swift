internal import Synchronization

extension Workers {
  /// Computes a result for each of 0..<count, on up to ``threads`` threads, in the order of the
  /// numbers.
  ///
  /// Each is computed by one thread, so the number of threads changes no bit.
  package func map<Result: Sendable>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
    let found = Mutex<[Int: Result]>([:])
    forEach(count) { index in
      let result = body(index)
      found.withLock { $0[index] = result }
    }
    return found.withLock { found in (0..<count).compactMap { found[$0] } }
  }
}
