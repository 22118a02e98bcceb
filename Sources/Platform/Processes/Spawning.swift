@preconcurrency internal import Glibc

/// Starts a program by `posix_spawn`, which nothing else calls.
final class Spawning {
  /// The flag POSIX_SPAWN_SETSID of glibc, which its header hides.
  private static let ownSession: Int32 = 0x80

  private let program: Program
  private var actions = posix_spawn_file_actions_t()
  private var attributes = posix_spawnattr_t()

  init(_ program: Program) throws(SystemError) {
    self.program = program
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    resetSignals()
    for (number, stream) in program.streams { open(number, stream) }
    if program.closesOthers { closeOthers() }
    if let folder = program.folder { try work(in: folder) }
  }

  deinit {
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
  }

  /// Makes the program start with no signal blocked or ignored, and in its group.
  private func resetSignals() {
    let group: Int32 =
      switch program.group {
      case .shared: 0
      case .own: Int32(POSIX_SPAWN_SETPGROUP)
      case .ownSession: Self.ownSession
      }
    posix_spawnattr_setflags(
      &attributes, Int16(Int32(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) | group))
    posix_spawnattr_setpgroup(&attributes, 0)
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
  }

  private func open(_ number: Int32, _ stream: Program.Stream) {
    switch stream {
    case .own(let other): posix_spawn_file_actions_adddup2(&actions, other, number)
    case .file(let file): posix_spawn_file_actions_adddup2(&actions, file.descriptor, number)
    case .nothingToRead: open(number, "/dev/null", O_RDONLY, 0)
    case .nowhere: open(number, "/dev/null", O_WRONLY, 0)
    case .writing(let path, let permissions):
      open(number, path, O_WRONLY | O_CREAT | O_TRUNC, permissions)
    case .appending(let path, let permissions):
      open(number, path, O_WRONLY | O_CREAT | O_APPEND, permissions)
    }
  }

  private func open(
    _ number: Int32, _ path: String, _ flags: Int32, _ permissions: UInt32
  ) {
    posix_spawn_file_actions_addopen(&actions, number, path, flags, permissions)
  }

  private func closeOthers() {
    let kept = Set(program.streams.map(\.number))
    for number in Int32(3)..<1024 where !kept.contains(number) && fcntl(number, F_GETFD) >= 0 {
      posix_spawn_file_actions_addclose(&actions, number)
    }
  }

  private func work(in folder: String) throws(SystemError) {
    let code = Self.addFolderChange.map { $0(&actions, folder) } ?? ENOSYS
    guard code == 0 else { throw SystemError(program.file, "can't be started", number: code) }
  }

  /// glibc's `posix_spawn_file_actions_addchdir_np`, which Swift's module of it lacks.
  private static let addFolderChange = dlsym(nil, "posix_spawn_file_actions_addchdir_np").map {
    unsafeBitCast($0, to: FolderChange.self)
  }
  private typealias FolderChange =
    @convention(c) (
      UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>
    ) -> Int32

  /// Starts the program, and returns the number of its process.
  func start() throws(SystemError) -> pid_t {
    let words = program.words.map { strdup($0) }
    let variables = program.environment?.map { strdup($0) }
    defer { for text in words + (variables ?? []) { free(text) } }
    var process: pid_t = 0
    let code = PipesAndPrograms.oneAtATime {
      if let variables {
        posix_spawnp(
          &process, program.file, &actions, &attributes, words + [nil], variables + [nil])
      } else {
        posix_spawnp(&process, program.file, &actions, &attributes, words + [nil], environ)
      }
    }
    guard code == 0 else { throw SystemError(program.file, "can't be started", number: code) }
    return process
  }
}
