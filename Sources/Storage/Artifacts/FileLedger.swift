internal import Spec
internal import Synchronization

/// The knowledge of this process about stored files, part of which the database doesn't have yet.
final class FileLedger: Sendable {
  /// A file as the database describes it.
  struct Entry: Sendable {
    let digest: Fingerprint
    /// Whether it was removed to free space.
    let isRemoved: Bool
    /// Its status when its bytes were last known to be right.
    let status: FileStatus?
  }

  private struct State {
    /// Statuses of files whose bytes are right: a file that still has this status has the bytes
    /// that its name says.
    var sound: [Fingerprint: FileStatus] = [:]
    /// Files that were removed to free space, or are about to be.
    var removed: Set<Fingerprint> = []
    /// Statuses of files that were found damaged and could not be set aside.
    var damaged: [Fingerprint: FileStatus] = [:]
    /// Statuses that are to be written to the database with the next transaction.
    var learnt: [Fingerprint: FileStatus] = [:]
    /// Statuses of files that this process has stored and that a loss of power may still damage.
    var volatile: [Fingerprint: FileStatus] = [:]
  }

  private let state = Mutex(State())

  func isRemoved(_ digest: Fingerprint) -> Bool { state.withLock { $0.removed.contains(digest) } }

  func hasRemoved(anyOf digests: some Sequence<Fingerprint>) -> Bool {
    state.withLock { state in
      !state.removed.isEmpty && digests.contains { state.removed.contains($0) }
    }
  }

  /// Returns whether a file with this status has the bytes that its name says; nil if the bytes
  /// have to be compared.
  func isSound(_ digest: Fingerprint, _ status: FileStatus) -> Bool? {
    state.withLock { state in
      if state.sound[digest] == status { return true }
      return state.damaged[digest] == status ? false : nil
    }
  }

  /// Returns whether a file of this size may have the bytes of a digest, as far as that is known.
  func mayHave(_ digest: Fingerprint, bytes: Int) -> Bool {
    state.withLock { $0.sound[digest].map { $0.bytes == bytes } ?? true }
  }

  /// Notes that a file's bytes were compared and are right.
  ///
  /// - Parameter isWritable: Whether that can be written to the database.
  func note(sound digest: Fingerprint, _ status: FileStatus, isWritable: Bool) {
    state.withLock { state in
      guard state.sound[digest] != status else { return }
      state.sound[digest] = status
      if isWritable { state.learnt[digest] = status }
    }
  }

  func note(damaged digest: Fingerprint, _ status: FileStatus) {
    state.withLock { $0.damaged[digest] = status }
  }

  func note(removed digests: some Sequence<Fingerprint>) {
    state.withLock { state in
      for digest in digests {
        state.removed.insert(digest)
        state.sound[digest] = nil
      }
    }
  }

  /// Notes files that this process has just stored.
  ///
  /// - Parameter isDurable: Whether they survive a loss of power already.
  func note(stored files: [(Fingerprint, FileStatus)], isDurable: Bool) {
    state.withLock { state in
      for (digest, status) in files {
        state.sound[digest] = status
        state.removed.remove(digest)
        state.damaged[digest] = nil
        state.volatile[digest] = isDurable || status.changed == FileStatus.unsettled ? nil : status
      }
    }
  }
}

/// The exchange between the ledger and the database.
extension FileLedger {
  /// Statuses that are to be written to the database with the next transaction.
  var learnt: [Fingerprint: FileStatus] { state.withLock { $0.learnt } }

  func noteWritten(_ files: [Fingerprint: FileStatus]) {
    state.withLock { state in
      for (digest, status) in files where state.learnt[digest] == status {
        state.learnt[digest] = nil
      }
    }
  }

  /// Takes in what the database says about some files.
  func take(_ entries: [Entry]) {
    state.withLock { state in
      for entry in entries {
        if entry.isRemoved {
          state.removed.insert(entry.digest)
        } else {
          state.removed.remove(entry.digest)
        }
        if let status = entry.status, state.learnt[entry.digest] == nil {
          state.sound[entry.digest] = status
        }
      }
    }
  }

  /// Takes in what the database says about all files.
  func replace(sound: consuming [Fingerprint: FileStatus], removed: Set<Fingerprint>) {
    state.withLock { state in
      for (digest, status) in state.learnt where sound[digest] != nil { sound[digest] = status }
      state.sound = sound
      state.removed = removed
    }
  }

  /// Statuses of files that a loss of power may still damage.
  var volatile: [Fingerprint: FileStatus] { state.withLock { $0.volatile } }

  /// Notes that files survive a loss of power, so that the database may vouch for them.
  func noteDurable(_ files: [Fingerprint: FileStatus]) {
    state.withLock { state in
      for (digest, status) in files where state.sound[digest] == status {
        state.learnt[digest] = status
      }
      state.volatile = [:]
    }
  }
}
