internal import Glibc
package import Pipeline
package import Spec
internal import Synchronization

/// The mark of a run in progress: a lock of the system on a file that is removed with it.
final class FileClaim: Sendable {
  private let path: String
  private let lock: Mutex<FileLock?>

  private init(_ path: String, _ lock: FileLock) {
    self.path = path
    self.lock = Mutex(lock)
  }

  deinit { release() }

  /// Takes the claim; nil while another process, or another claim of this one, has it.
  static func take(_ path: String, host: String) throws -> FileClaim? {
    while true {
      guard let lock = try FileLock.attempt(path, .exclusive) else { return nil }
      // Whoever had it may have removed the file after it was opened here: then the lock is on a
      // file that nobody else will ever find.
      guard lock.isStill(path) else { continue }
      let owner = ProcessIdentity.current
      try lock.write(
        "\(host) \(owner.boot) \(owner.process) \(owner.start)\n", to: path)
      return FileClaim(path, lock)
    }
  }

  func release() {
    lock.withLock { lock in
      // Removed while it is locked, so that it is never another's file that goes.
      if lock != nil { unlink(path) }
      lock = nil
    }
  }
}

extension ResultsStore {
  var claims: String { "\(folder)/claims" }

  package func claim(_ fingerprint: Fingerprint) throws -> (any StageClaim)? {
    _ = try writer()
    let claim = try stageClaims.take(fingerprint, in: claims)
    // What others did before they gave the claim back must be seen by the next look-up.
    if claim != nil, let key = DigestKey(fingerprint) {
      _ = memory.withLock { $0.claimed.insert(key) }
    }
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
    let lock = try FileLock.wait("\(folder)/.use", .shared)
    return try withExtendedLifetime(lock, body)
  }

  /// Runs `body` while nobody adds anything or begins to rely on anything.
  func alone<Result>(_ body: () throws -> Result) throws -> Result {
    let lock = try FileLock.wait("\(folder)/.use", .exclusive)
    return try withExtendedLifetime(lock, body)
  }
}
