internal import Dispatch
@preconcurrency internal import Glibc
internal import Platform

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
    let end = process.wait()
    let nanoseconds = DispatchTime.now().uptimeNanoseconds - begin
    return TimedProcess(
      seconds: Double(nanoseconds) / 1e9, peak: end.peakBytes, code: end.code ?? -1)
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
