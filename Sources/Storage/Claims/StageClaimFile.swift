internal import Pipeline
internal import Platform
internal import Spec
internal import Synchronization

/// The claims to stages: locks of the system on single bytes of one file that stays empty, each at
/// the place that the stage's key names.
///
/// A file for each stage would be made and removed for each, which costs more than many a stage.
/// The kernel frees the locks of a process when it ends, however it ends.
final class StageClaimFile: Sendable {
  private struct State {
    var locks: ByteLocks?
    /// Places that this store holds: the system's locks keep out other stores, never this one.
    var held: Set<Int> = []
  }

  private let state = Mutex(State())

  /// Takes the claim; nil while another process, or another claim of this one, has it.
  func take(_ fingerprint: Fingerprint, in folder: String) throws -> StageByteClaim? {
    let place = Self.place(of: fingerprint)
    let isTaken = try state.withLock { state -> Bool in
      guard !state.held.contains(place) else { return false }
      let locks = try state.locks ?? Self.locks(in: folder)
      state.locks = locks
      guard try StoreError.translating({ try locks.take(place) })
      else { return false }
      state.held.insert(place)
      return true
    }
    return isTaken ? StageByteClaim(self, place) : nil
  }

  func release(_ place: Int) {
    state.withLock { state in
      if state.held.remove(place) != nil { state.locks?.release(place) }
    }
  }

  /// Whether any process has the claim of a stage.
  static func isHeld(_ fingerprint: Fingerprint, in folder: String) throws -> Bool {
    guard FileSystem.exists(path(in: folder)) else { return false }
    let locks = try locks(in: folder)
    return try StoreError.translating { try locks.isHeld(place(of: fingerprint)) }
  }

  private static func path(in folder: String) -> String { "\(folder)/stages" }

  /// Two stages may share a place, at odds of one to 10¹⁸; then one waits for the other.
  private static func place(of fingerprint: Fingerprint) -> Int {
    Int(fingerprint.leadingBits >> 2)
  }

  private static func locks(in folder: String) throws -> ByteLocks {
    try StoreError.translating {
      try FileSystem.makeFolder(folder)
      return try ByteLocks(path(in: folder))
    }
  }
}

/// The right to do a stage.
final class StageByteClaim: StageClaim {
  private let file: StageClaimFile
  private let place: Int

  init(_ file: StageClaimFile, _ place: Int) { (self.file, self.place) = (file, place) }

  deinit { release() }

  func release() { file.release(place) }
}
