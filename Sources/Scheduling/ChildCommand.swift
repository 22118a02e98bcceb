internal import Dispatch
internal import Glibc

/// A command that runs to its end, or to the end of the time it may take.
struct ChildCommand: Sendable {
  /// How a command ended.
  struct End: Sendable {
    /// nil where a signal ended it, or the time limit.
    let code: Int32?
    let output: String
    let complaints: String
    let hasTimedOut: Bool
  }

  /// More than any command of ours prints that is of use.
  private static let longestOutput = 64 << 20

  let words: [String]
  /// Seconds.
  let limit: Double

  /// Runs the command on the calling thread's time, in a process group of its own.
  ///
  /// - Parameter held: A descriptor that the command keeps open as long as it lives.
  /// - Throws: `WorkerError` where it can't be started.
  func run(holding held: Int32? = nil) throws -> End {
    let (output, complaints) = (
      try Spawning.pipe(to: "a command"), try Spawning.pipe(to: "a command")
    )
    defer { for pipe in [output, complaints] { close(pipe.read) } }
    let process: pid_t
    do {
      defer { for pipe in [output, complaints] { close(pipe.write) } }
      process = try start(output.write, complaints.write, held)
    }
    let deadline = DispatchTime.now().uptimeNanoseconds + UInt64(limit * 1e9)
    let texts = collect([output.read, complaints.read], until: deadline)
    if texts.isLate { kill(-process, SIGKILL) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let isOrderly = status & 0x7F == 0 && !texts.isLate
    return End(
      code: isOrderly ? (status >> 8) & 0xFF : nil,
      output: String(decoding: texts.bytes[0], as: UTF8.self),
      complaints: String(decoding: texts.bytes[1], as: UTF8.self), hasTimedOut: texts.isLate)
  }

  private func start(_ output: Int32, _ complaints: Int32, _ held: Int32?) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, complaints, 2)
    if let held { posix_spawn_file_actions_adddup2(&actions, held, 3) }
    var attributes = Spawning.attributes(flags: Int32(POSIX_SPAWN_SETPGROUP))
    defer { posix_spawnattr_destroy(&attributes) }
    return try Spawning.process(words[0], words, &actions, &attributes)
  }

  /// Reads both outputs to their ends, or as long as there is time.
  private func collect(
    _ descriptors: [Int32], until deadline: UInt64
  ) -> (bytes: [[UInt8]], isLate: Bool) {
    var bytes: [[UInt8]] = descriptors.map { _ in [] }
    var open = descriptors.indices.map { $0 }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while !open.isEmpty {
      let now = DispatchTime.now().uptimeNanoseconds
      guard now < deadline else { return (bytes, true) }
      var polled = open.map { pollfd(fd: descriptors[$0], events: Int16(POLLIN), revents: 0) }
      let wait = Int32(min(60_000, (deadline - now) / 1_000_000 + 1))
      guard poll(&polled, nfds_t(polled.count), wait) > 0 else { continue }
      for (place, state) in zip(open, polled) where state.revents != 0 {
        let count = read(descriptors[place], &buffer, buffer.count)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { open.removeAll { $0 == place } }
        if count > 0, bytes[place].count < Self.longestOutput { bytes[place] += buffer[..<count] }
      }
    }
    return (bytes, false)
  }
}
