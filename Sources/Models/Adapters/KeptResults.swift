internal import Synchronization

/// The results of a function, each computed once.
///
/// Recipes are written anew at every step of a training, but some contain lists that are as long as
/// a matrix. An adapter keeps them here: its copies have this store in common, so it lives as long
/// as a model's description, and several threads may ask.
final class KeptResults<Key: Hashable & Sendable, Content: Sendable>: Sendable {
  private let known = Mutex<[Key: Content]>([:])

  /// Returns the result for a key; `compute` is asked where it isn't known.
  func result(for key: Key, compute: () -> Content) -> Content {
    known.withLock { known in
      if let result = known[key] { return result }
      let result = compute()
      known[key] = result
      return result
    }
  }
}
