internal import Spec

/// A finished stage as the store tells of it, its files not yet looked at.
struct StoredStage: Sendable {
  struct File: Sendable {
    let name: String
    let digest: Fingerprint
  }

  let content: Fingerprint
  let files: [File]
}
