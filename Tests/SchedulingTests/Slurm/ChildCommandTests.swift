import Foundation
import Platform
import TestSupport
import Testing

@testable import Scheduling

@Suite("commands with a time limit")
struct ChildCommandTests {
  private func run(_ script: String, limit: Double = patience) throws -> ChildCommand.End {
    try ChildCommand(words: ["sh", "-c", script], limit: limit).run()
  }

  @Test("both outputs and the exit code come back")
  func outputs() throws {
    let end = try run("echo out; echo bad >&2; exit 3")
    #expect(end.output == "out\n" && end.complaints == "bad\n" && end.code == 3)
    #expect(!end.hasTimedOut)
  }

  @Test("a long output holds nothing up")
  func long() throws {
    let end = try run("head -c 3000000 /dev/zero | tr '\\\\0' x; head -c 1000000 /dev/zero >&2")
    #expect(end.output.utf8.count == 3_000_000 && end.complaints.utf8.count == 1_000_000)
    #expect(end.code == 0)
  }

  @Test("one that takes too long is killed with all that it has started")
  func limit() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("alive")
    let begin = Date()
    let end = try run("(sleep 3; touch \(file)) & echo begun; sleep 100", limit: 0.3)
    #expect(end.hasTimedOut && end.code == nil && end.output == "begun\n")
    #expect(Date().timeIntervalSince(begin) < patience)
    sleep(4)
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test("a signal is no exit code")
  func signal() throws {
    let end = try run("kill -9 $$")
    #expect(end.code == nil && !end.hasTimedOut)
  }

  @Test("one that is not there is an error that names it")
  func missing() {
    let command = ChildCommand(words: ["no-such-command"], limit: 1)
    let error = #expect(throws: WorkerError.self) { try command.run() }
    #expect(error.map { "\($0)" }?.contains("no-such-command") == true)
  }

  @Test("a descriptor is held by the command, and by nobody once it has ended")
  func held() throws {
    let folder = SubmissionFolder(path: try TemporaryFolder().path)
    try SharedFile.makeFolder(folder.path)
    var lock = folder.lock()
    let descriptor = try #require(lock?.file.descriptor)
    let command = ChildCommand(words: ["sh", "-c", "close=1; sleep 0.5"], limit: patience)
    let done = DispatchSemaphore(value: 0)
    DispatchQueue(label: "held").async {
      _ = try? command.run(holding: descriptor)
      done.signal()
    }
    usleep(200_000)
    withExtendedLifetime(lock) {}
    lock = nil
    #expect(folder.lock() == nil)
    done.wait()
    #expect(folder.lock() != nil)
    SharedFile.remove(folder.path)
  }
}
