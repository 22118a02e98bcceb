internal import Spec

/// A finished stage as the database describes it, whose files have not been compared yet.
struct StoredStage: Sendable {
  struct File: Sendable {
    let name: String
    let digest: Fingerprint
  }

  let content: Fingerprint
  let files: [File]
}
