internal import Glibc
internal import Pipeline
internal import Spec
internal import Synchronization

/// The claims to stages: locks of the system on single bytes of one file that stays empty, each at
/// the place that the stage's key names.
///
/// A file for each stage would be made and removed for each, which costs more than many a stage.
/// The kernel frees the locks of a process when it ends, however it ends.
final class StageClaimFile: Sendable {
  private struct State {
    var descriptor: Int32 = -1
    /// Places that this store holds: the system's locks keep out other stores, never this one.
    var held: Set<Int> = []
  }

  /// Locks of an open file, which Glibc's module for Swift lacks (Linux, fcntl.h).
  private static let (askForLock, takeLock): (Int32, Int32) = (36, 37)

  private let state = Mutex(State())

  deinit { state.withLock { if $0.descriptor >= 0 { close($0.descriptor) } } }

  /// Takes the claim; nil while another process, or another claim of this one, has it.
  func take(_ fingerprint: Fingerprint, in folder: String) throws -> StageByteClaim? {
    let place = Self.place(of: fingerprint)
    let isTaken = try state.withLock { state -> Bool in
      guard !state.held.contains(place) else { return false }
      let path = Self.path(in: folder)
      if state.descriptor < 0 { state.descriptor = try Self.open(path, making: folder) }
      guard try Self.lock(state.descriptor, place, path) else { return false }
      state.held.insert(place)
      return true
    }
    return isTaken ? StageByteClaim(self, place) : nil
  }

  func release(_ place: Int) {
    state.withLock { state in
      guard state.held.remove(place) != nil else { return }
      var request = Self.request(place, F_UNLCK)
      _ = fcntl(state.descriptor, Self.takeLock, &request)
    }
  }

  /// Whether any process has the claim of a stage.
  static func isHeld(_ fingerprint: Fingerprint, in folder: String) throws -> Bool {
    let path = path(in: folder)
    guard DiskFile.exists(path) else { return false }
    let descriptor = try open(path, making: folder)
    defer { close(descriptor) }
    var request = request(place(of: fingerprint), F_WRLCK)
    guard fcntl(descriptor, askForLock, &request) == 0 else {
      throw StoreError(path, systemCall: "can't be asked for locks")
    }
    return Int32(request.l_type) != F_UNLCK
  }

  private static func path(in folder: String) -> String { "\(folder)/stages" }

  /// Two stages may share a place, at odds of one to 10¹⁸; then one waits for the other.
  private static func place(of fingerprint: Fingerprint) -> Int {
    Int(fingerprint.leadingBits >> 2)
  }

  private static func open(_ path: String, making folder: String) throws -> Int32 {
    try DiskFile.makeFolder(folder)
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw StoreError(path, systemCall: "can't be opened") }
    return descriptor
  }

  private static func lock(_ descriptor: Int32, _ place: Int, _ path: String) throws -> Bool {
    var request = request(place, F_WRLCK)
    while fcntl(descriptor, takeLock, &request) != 0 {
      if errno == EINTR { continue }
      guard errno == EAGAIN || errno == EACCES else {
        throw StoreError(path, systemCall: "can't be locked")
      }
      return false
    }
    return true
  }

  private static func request(_ place: Int, _ kind: Int32) -> flock {
    var request = flock()
    request.l_type = Int16(kind)
    request.l_whence = Int16(SEEK_SET)
    (request.l_start, request.l_len) = (off_t(place), 1)
    return request
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
