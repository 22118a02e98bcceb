internal import Spec

/// Which stages of a run do work that others of its stages wait for: stages of one key are done
/// once.
struct SharedWork {
  private var doers: [Fingerprint: Int] = [:]
  private var followers: [Int: [Int]] = [:]

  /// The stage that does the work of a key; nil where none does.
  func doer(of key: Fingerprint) -> Int? { doers[key] }

  mutating func begin(_ key: Fingerprint, by stage: Int) { doers[key] = stage }

  /// Has a stage wait until another one has done what both are to do.
  mutating func follow(_ doer: Int, _ stage: Int) { followers[doer, default: []].append(stage) }

  /// Ends the work of a stage, well or not.
  ///
  /// - Returns: The stages that waited for it.
  mutating func end(_ key: Fingerprint, by stage: Int) -> [Int] {
    guard doers[key] == stage else { return [] }
    doers[key] = nil
    return followers.removeValue(forKey: stage) ?? []
  }
}
