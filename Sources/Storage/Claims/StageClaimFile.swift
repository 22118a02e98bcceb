internal import Pipeline
internal import Platform
internal import Spec
internal import Synchronization

/// The claims to stages, which are system locks on single bytes of one file that stays empty; a
/// stage's key gives the byte's offset.
///
/// A file of its own for each stage would have to be made and removed, which takes longer than many
/// a stage. The kernel frees a process's locks when it ends, however it ends.
final class StageClaimFile: Sendable {
  private struct State {
    var locks: ByteLocks?
    /// Offsets that this store holds: the system's locks keep out other stores, but never this one.
    var held: Set<Int> = []
  }

  private let state = Mutex(State())

  /// Takes the claim to a stage; nil while another process, or another claim of this one, has it.
  func take(_ fingerprint: Fingerprint, in folder: String) throws -> StageByteClaim? {
    let offset = Self.offset(of: fingerprint)
    let isTaken = try state.withLock { state -> Bool in
      guard !state.held.contains(offset) else { return false }
      let locks = try state.locks ?? Self.locks(in: folder)
      state.locks = locks
      guard try StoreError.translating({ try locks.take(offset) })
      else { return false }
      state.held.insert(offset)
      return true
    }
    return isTaken ? StageByteClaim(self, offset) : nil
  }

  func release(_ offset: Int) {
    state.withLock { state in
      if state.held.remove(offset) != nil { state.locks?.release(offset) }
    }
  }

  /// Returns whether any process has the claim to a stage.
  static func isHeld(_ fingerprint: Fingerprint, in folder: String) throws -> Bool {
    guard FileSystem.exists(path(in: folder)) else { return false }
    let locks = try locks(in: folder)
    return try StoreError.translating { try locks.isHeld(offset(of: fingerprint)) }
  }

  private static func path(in folder: String) -> String { "\(folder)/stages" }

  /// Returns the offset of a stage's byte.
  ///
  /// Two stages share an offset with a probability of 10⁻¹⁸; then one waits for the other.
  private static func offset(of fingerprint: Fingerprint) -> Int {
    Int(fingerprint.leadingBits >> 2)
  }

  private static func locks(in folder: String) throws -> ByteLocks {
    try StoreError.translating {
      try FileSystem.makeFolder(folder)
      return try ByteLocks(path(in: folder))
    }
  }
}

/// The right to do a stage, which ends with this object at the latest.
final class StageByteClaim: StageClaim {
  private let file: StageClaimFile
  private let offset: Int

  init(_ file: StageClaimFile, _ offset: Int) { (self.file, self.offset) = (file, offset) }

  deinit { release() }

  func release() { file.release(offset) }
}
