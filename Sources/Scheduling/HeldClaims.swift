internal import Pipeline
internal import Spec

/// The claims to the stages that this process runs.
///
/// Several processes may run experiments on one store: each stage is run by the process that has
/// the claim to it, and the others come back for the result.
struct HeldClaims {
  private let store: any StageStore
  private var claims: [Int: any StageClaim] = [:]

  init(_ store: any StageStore) { self.store = store }

  /// Takes the claim to a stage; returns false while another process has it.
  mutating func claim(_ stage: Int, _ key: Fingerprint) throws -> Bool {
    if claims[stage] == nil { claims[stage] = try store.claim(key) }
    return claims[stage] != nil
  }

  mutating func release(_ stage: Int) { claims.removeValue(forKey: stage)?.release() }

  mutating func releaseAll() {
    for claim in claims.values { claim.release() }
    claims = [:]
  }
}
