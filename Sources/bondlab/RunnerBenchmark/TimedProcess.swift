internal import Dispatch
@preconcurrency internal import Glibc
internal import Platform

/// The time and memory that a process took.
struct TimedProcess {
  let seconds: Double
  /// Peak memory in bytes of the process and those it waited for, whichever is largest.
  let peak: Int
  let code: Int32

  /// Runs a program to its end and discards what it prints.
  ///
  /// - Throws: ``RequestError`` where it can't be started.
  static func run(_ words: [String], in folder: String) throws -> TimedProcess {
    let begin = DispatchTime.now().uptimeNanoseconds
    let process = try start(
      "/bin/sh",
      ["sh", "-c", #"cd "$0" && exec "$@""#, folder, ownProgram(words[0])]
        + words.dropFirst())
    let end = process.wait()
    let nanoseconds = DispatchTime.now().uptimeNanoseconds - begin
    return TimedProcess(
      seconds: Double(nanoseconds) / 1e9, peak: end.peakBytes, code: end.code ?? -1)
  }

  /// Returns the measurement unless the program failed, as that would make it meaningless.
  ///
  /// - Throws: ``RequestError`` with the exit code.
  func succeeded(_ name: String) throws -> TimedProcess {
    guard code == 0 else { throw RequestError("\(name) ended with exit code \(code)") }
    return self
  }

  /// Resolves the name of a program; for `/proc/self/exe` the path of this program's file.
  private static func ownProgram(_ word: String) -> String {
    if word != "/proc/self/exe" { return word }
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(word, &buffer, buffer.count)
    return count > 0
      ? String(decoding: buffer[..<count].map(UInt8.init), as: UTF8.self) : word
  }

  /// Starts a program and discards its output.
  static func start(_ program: String, _ words: [String]) throws -> ChildProcess {
    do {
      return try Program(
        words, file: program, streams: [0: .nothingToRead, 1: .nowhere, 2: .nowhere]
      )
      .start()
    } catch {
      throw RequestError("\(program) can't be started: \(error.reason)")
    }
  }
}
