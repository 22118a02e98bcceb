internal import Dispatch
internal import Glibc
internal import Platform

/// A command that runs to its end, or until its time limit is over.
struct ChildCommand: Sendable {
  /// How a command ended.
  struct End: Sendable {
    /// The exit code; nil where a signal or the time limit ended it.
    let code: Int32?
    let output: String
    let complaints: String
    let hasTimedOut: Bool
  }

  /// The most bytes that are kept of each output; no command that is run here prints as much that
  /// is of use.
  private static let longestOutput = 64 << 20

  let words: [String]
  /// Time limit in seconds.
  let limit: Double

  /// Runs the command in a process group of its own, and waits for its end.
  ///
  /// - Parameter held: A file descriptor that the command keeps open as long as it lives.
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

  /// Starts the command with a pipe for standard output and one for standard error, whose writing
  /// ends only the command has open once this returns.
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

  /// Reads both outputs to their ends, or until the deadline.
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
      for (index, state) in zip(open, polled) where state.revents != 0 {
        let count =
          (try? Descriptor.read(descriptors[index], into: &buffer, named: words[0])) ?? 0
        if count == 0 { open.removeAll { $0 == index } }
        if count > 0, bytes[index].count < Self.longestOutput { bytes[index] += buffer[..<count] }
      }
    }
    return (bytes, false)
  }
}
