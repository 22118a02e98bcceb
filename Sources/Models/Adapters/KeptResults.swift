internal import Synchronization

/// The results of a function, each computed once.
///
/// Recipes are written anew at every step of a training, but some contain lists that are as long as
/// a matrix. An adapter keeps them here: its copies have this store in common, so it lives as long
/// as a model's description, and several threads may ask. A model needs few results, but planning
/// tries many sizes of an adapter, so no more than ``most`` are kept.
final class KeptResults<Key: Hashable & Sendable, Content: Sendable>: Sendable {
  private static var most: Int { 8 }

  private let known = Mutex<[Key: Content]>([:])

  /// Returns the result for a key; `compute` is asked where it isn't known.
  func result(for key: Key, compute: () -> Content) -> Content {
    known.withLock { known in
      if let result = known[key] { return result }
      let result = compute()
      if known.count >= Self.most { known.removeAll() }
      known[key] = result
      return result
    }
  }
}
