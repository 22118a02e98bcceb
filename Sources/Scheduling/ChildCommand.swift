internal import Dispatch
internal import Glibc
internal import Platform

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
    let (process, answers) = try start(held)
    let deadline = DispatchTime.now().uptimeNanoseconds + UInt64(limit * 1e9)
    let texts = withExtendedLifetime(answers) {
      collect(answers.map(\.descriptor), until: deadline)
    }
    if texts.isLate { process.signalGroup(SIGKILL) }
    let end = process.wait()
    return End(
      code: texts.isLate ? nil : end.code,
      output: String(decoding: texts.bytes[0], as: UTF8.self),
      complaints: String(decoding: texts.bytes[1], as: UTF8.self), hasTimedOut: texts.isLate)
  }

  /// Once this returns, only the command can write what it prints and what it complains of.
  private func start(_ held: Int32?) throws -> (process: ChildProcess, answers: [OpenFile]) {
    let (output, complaints) = (
      try WorkerPipe.make(to: "a command"), try WorkerPipe.make(to: "a command")
    )
    var program = Program(words, group: .own)
    program.streams = [
      (Descriptor.standardInput, .nothingToRead), (Descriptor.standardOutput, .file(output.input)),
      (Descriptor.standardError, .file(complaints.input)),
    ]
    if let held { program.streams.append((3, .own(held))) }
    do {
      return (try program.start(), [output.output, complaints.output])
    } catch {
      throw WorkerError(error)
    }
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
        let count =
          (try? Descriptor.read(descriptors[place], into: &buffer, named: words[0])) ?? 0
        if count == 0 { open.removeAll { $0 == place } }
        if count > 0, bytes[place].count < Self.longestOutput { bytes[place] += buffer[..<count] }
      }
    }
    return (bytes, false)
  }
}
