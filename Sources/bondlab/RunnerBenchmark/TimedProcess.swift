internal import Dispatch
@preconcurrency internal import Glibc

/// What a process took.
struct TimedProcess {
  let seconds: Double
  /// Bytes of the largest of it and those that it waited for.
  let peak: Int
  let code: Int32

  /// Runs a program to its end; what it prints goes nowhere.
  ///
  /// - Throws: Where it can't be started.
  static func run(_ words: [String], in folder: String) throws -> TimedProcess {
    let begin = DispatchTime.now().uptimeNanoseconds
    let process = try start(
      "/bin/sh",
      ["sh", "-c", #"cd "$0" && exec "$@""#, folder, ownProgram(words[0])]
        + words.dropFirst())
    var (status, usage): (Int32, rusage) = (0, rusage())
    while wait4(process, &status, 0, &usage) < 0 && errno == EINTR {}
    let nanoseconds = DispatchTime.now().uptimeNanoseconds - begin
    return TimedProcess(
      seconds: Double(nanoseconds) / 1e9, peak: usage.ru_maxrss * 1024,
      code: status & 0x7F == 0 ? (status >> 8) & 0xFF : -1)
  }

  /// The same; figures of a program that failed would tell nothing.
  func succeeded(_ name: String) throws -> TimedProcess {
    guard code == 0 else { throw RequestError("\(name) ended with exit code \(code)") }
    return self
  }

  /// The name of a program; of this one's, whatever it was started by, its file.
  private static func ownProgram(_ word: String) -> String {
    if word != "/proc/self/exe" { return word }
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(word, &buffer, buffer.count)
    return count > 0
      ? String(decoding: buffer[..<count].map(UInt8.init), as: UTF8.self) : word
  }

  /// Starts a program whose output goes nowhere.
  static func start(_ program: String, _ words: [String]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, mode) in [(0, O_RDONLY), (1, O_WRONLY), (2, O_WRONLY)] {
      posix_spawn_file_actions_addopen(&actions, Int32(descriptor), "/dev/null", mode, 0)
    }
    let arguments = words.map { strdup($0) } + [nil]
    defer { for text in arguments { free(text) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, program, &actions, nil, arguments, environ)
    guard code == 0 else {
      throw RequestError("\(program) can't be started: \(String(cString: strerror(code)))")
    }
    return process
  }
}
