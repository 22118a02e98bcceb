internal import Spec

/// The stages of a run that do work which others of its stages wait for: of stages with one key,
/// only one is run.
struct SharedWork {
  private var doers: [Fingerprint: Int] = [:]
  private var followers: [Int: [Int]] = [:]

  /// Returns the stage that does the work of a key; nil where none does.
  func doer(of key: Fingerprint) -> Int? { doers[key] }

  mutating func begin(_ key: Fingerprint, by stage: Int) { doers[key] = stage }

  /// Makes a stage wait until another one has done the work of both.
  mutating func follow(_ doer: Int, _ stage: Int) { followers[doer, default: []].append(stage) }

  /// Ends the work of a stage, whether it succeeded or not.
  ///
  /// - Returns: The stages that waited for it.
  mutating func end(_ key: Fingerprint, by stage: Int) -> [Int] {
    guard doers[key] == stage else { return [] }
    doers[key] = nil
    return followers.removeValue(forKey: stage) ?? []
  }
}
