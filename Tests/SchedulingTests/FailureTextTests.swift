import Foundation
import Pipeline
import Scheduling
import Options
import Spec
import Synchronization
import TestSupport
import Testing

/// A display without a terminal, which keeps what it writes.
private final class PlainDisplay {
  let display: ProgressDisplay
  private let clock: Clock
  private let folder: TemporaryFolder
  private let path: String
  private let file: FileHandle

  private final class Clock: Sendable {
    let seconds = Mutex(0.0)
  }

  init(total: Int, isQuiet: Bool = false) throws {
    folder = try TemporaryFolder()
    path = try folder.write([], to: "output")
    file = try #require(FileHandle(forWritingAtPath: path))
    let clock = Clock()
    self.clock = clock
    display = ProgressDisplay(
      total: total, output: file.fileDescriptor, isLive: false, isQuiet: isQuiet
    ) {
      clock.seconds.withLock { $0 }
    }
  }

  func pass(_ seconds: Double) {
    clock.seconds.withLock { $0 += seconds }
    display.observe(.tick)
  }

  var lines: [String] {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}

@Suite("what a person reads of a run")
struct FailureTextTests {
  private func makeStage(_ name: String, options: [String: Value] = [:]) -> PlannedStage {
    PlannedStage(
      id: StageID(name), name: name, cell: [],
      declaration: StageDeclaration(
        kind: "work", version: 1, about: "", produces: "part", options: []),
      options: .map(options), inputs: [], location: "test.yaml:4:3")
  }

  private func finished() -> FinishedStage {
    let key = Fingerprint(ofFields: ["a"])
    return FinishedStage(fingerprint: key, content: key, files: [:])
  }

  @Test("a short stage has one line, and a long one has a line now and then")
  func plainLines() throws {
    let plain = try PlainDisplay(total: 3)
    let (short, long) = (makeStage("short"), makeStage("long"))
    let key = Fingerprint(ofFields: ["a"])
    plain.display.observe(.cached([(makeStage("known"), finished())]))
    plain.display.observe(.started(short, key, attempt: 1, logFile: "a.log"))
    plain.display.observe(.progress(short, StageProgress(step: 1, steps: 2, note: "")))
    plain.display.observe(.done(short, finished(), seconds: 0.5))
    plain.display.observe(.started(long, key, attempt: 1, logFile: "b.log"))
    for _ in 0..<9 { plain.pass(1) }
    plain.display.observe(.progress(long, StageProgress(step: 3, steps: 9, note: "loss 1")))
    for _ in 0..<60 { plain.pass(1) }
    for _ in 0..<400 { plain.pass(1) }
    plain.display.observe(.done(long, finished(), seconds: 469))
    plain.display.observe(.finished(.done))
    let step = "long  step 3/9  loss 1"
    #expect(
      plain.lines == [
        "1 stage cached", "short  done in 0.5 s", step, step, step, step, step,
        step + "  no progress for 5 min", step + "  no progress for 6 min",
        step + "  no progress for 7 min", "long  done in 7 min 49 s",
        "3/3 done, 1 of them cached", "",
      ])
  }

  @Test("whoever asks for quiet reads of failures, and of nothing else")
  func quiet() throws {
    let plain = try PlainDisplay(total: 2, isQuiet: true)
    let (sound, broken) = (makeStage("sound"), makeStage("broken"))
    plain.display.observe(.cached([(sound, finished())]))
    plain.display.observe(
      .started(broken, Fingerprint(ofFields: ["a"]), attempt: 1, logFile: "a.log"))
    for _ in 0..<400 { plain.pass(1) }
    plain.display.observe(
      .failed(broken, StageFailure(.error, "it can't"), attempts: 1, logFile: nil))
    plain.display.observe(.finished(.failed))
    #expect(plain.lines == [""])
    plain.display.conclude { "run \($0.id)" }
    #expect(
      plain.lines == [
        "", "broken (work) failed: it can't", "  defined at test.yaml:4:3",
        "  run it alone: run broken", "",
      ])
  }

  @Test("a block has the cause, the options, the end of the log and the command, in 40 lines")
  func block() throws {
    let folder = try TemporaryFolder()
    let log = (1...100).map { "line \($0)\n" }.joined() + "the end"
    let path = try folder.write(log.utf8, to: "a.log")
    let stage = makeStage(
      "a",
      options: [
        "steps": .integer(300), "name": .text("x"), "none": .null, "learning_rate": .number(0.5),
      ])
    let message = (1...30).map { "reason \($0)" }.joined(separator: "\n")
    let text = FailureText.report(
      [FailedStage(stage, StageFailure(.error, message), attempts: 3, logFile: path)],
      rerun: { "run \($0.id)" })
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.count <= 41 && lines.last == "")
    #expect(lines.prefix(3) == ["", "a (work) failed: reason 1", "  reason 2"])
    #expect(
      lines[9...12] == [
        "  after 3 attempts", "  options: learning_rate 0.5, name x, steps 300",
        "  defined at test.yaml:4:3", "  the last lines of its log:",
      ])
    #expect(lines[13...32].first == "    line 82" && lines[32] == "    the end")
    #expect(lines.suffix(3) == ["  log: \(path)", "  run it alone: run a", ""])
  }

  @Test("of many failures all are named and the first three described, the very first last")
  func many() {
    let failures = (1...30).map { number in
      FailedStage(
        makeStage("s\(number)"), StageFailure(.error, "so\nmuch"), attempts: 1, logFile: nil)
    }
    let text = FailureText.report(failures, rerun: { "run \($0.id)" })
    #expect(text.hasPrefix("\n30 stages failed:\n  s1: so\n  s2: so\n"))
    #expect(text.contains("  s20: so\n  and 10 more\n"))
    let blocks = text.split(separator: "\n").filter { $0.contains("(work) failed") }
    #expect(blocks == ["s3 (work) failed: so", "s2 (work) failed: so", "s1 (work) failed: so"])
    #expect(text.hasSuffix("  run it alone: run s1\n"))
    #expect(FailureText.report([], rerun: { "\($0.id)" }).isEmpty)
  }
}
