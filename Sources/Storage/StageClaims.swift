internal import Platform
package import Pipeline
package import Spec
internal import Synchronization

extension ResultsStore {
  var claims: String { "\(folder)/claims" }

  package func claim(_ fingerprint: Fingerprint) throws -> (any StageClaim)? {
    _ = try writer()
    let claim = try stageClaims.take(fingerprint, in: claims)
    // What others did before they gave the claim back must be seen by the next look-up.
    if claim != nil { _ = memory.withLock { $0.claimed.insert(fingerprint) } }
    return claim
  }

  /// Whether any process does a stage now.
  package func isClaimed(_ fingerprint: Fingerprint) throws -> Bool {
    try StageClaimFile.isHeld(fingerprint, in: claims)
  }

  /// Runs `body` while no cleaning removes anything, so that what it finds is there until it has
  /// been written down who needs it.
  package func sharing<Result>(_ body: () throws -> Result) throws -> Result {
    if isReadOnly { return try body() }
    let lock = try DiskFile.lock("\(folder)/.use", .shared)
    return try withExtendedLifetime(lock, body)
  }

  /// Runs `body` while nobody adds anything or begins to rely on anything.
  func alone<Result>(_ body: () throws -> Result) throws -> Result {
    let lock = try DiskFile.lock("\(folder)/.use", .exclusive)
    return try withExtendedLifetime(lock, body)
  }
}
