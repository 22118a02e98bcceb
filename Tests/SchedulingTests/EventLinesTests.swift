import Options
import Foundation
import Pipeline
import Scheduling
import Spec
import TestSupport
import Testing

@Suite("events for programs")
struct EventLinesTests {
  private let stage = PlannedStage(
    id: StageID("a[seed=1]"), name: "a", cell: [Coordinate(axis: "seed", label: "1")],
    declaration: StageDeclaration(
      kind: "work", version: 1, about: "", produces: "part", options: []),
    options: .map([:]), inputs: [], location: "test.yaml:1:1")

  /// Returns the lines that are written of events.
  private func lines(_ events: [RunEvent]) throws -> [String] {
    let folder = try TemporaryFolder()
    let path = try folder.write([], to: "events")
    let file = try #require(FileHandle(forWritingAtPath: path))
    let observer = EventLines(run: 7, output: file.fileDescriptor) { "now" }
    for event in events { observer.observe(event) }
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test("every event is one line of JSON with the fields that are documented")
  func fields() throws {
    let key = Fingerprint(ofFields: ["a"])
    let finished = FinishedStage(fingerprint: key, content: key, files: [:])
    let failure = StageFailure(.timeout, "too long")
    let found = try lines([
      .cached([(stage, finished)]), .started(stage, key, attempt: 2, logFile: "a.log"),
      .retried(stage, failure), .skipped(stage, because: stage), .tick, .finished(.failed),
    ])
    let (cell, name) = (#""cell":{"seed":"1"}"#, #""kind":"work""#)
    let end = #""name":"a","run":7,"stage":"a[seed=1]","time":"now"}"#
    #expect(
      found == [
        #"{\#(cell),"event":"cached","key":"\#(key)",\#(name),\#(end)"#,
        #"{"attempt":2,\#(cell),"event":"started","key":"\#(key)",\#(name),"log":"a.log",\#(end)"#,
        #"{"cause":"timeout",\#(cell),"event":"retried",\#(name),"message":"too long",\#(end)"#,
        #"{"because":"a[seed=1]",\#(cell),"event":"skipped",\#(name),\#(end)"#,
        #"{"event":"finished","outcome":"failed","run":7,"time":"now"}"#,
      ])
  }

  @Test("speeds and times that are not finite are left out")
  func notFinite() throws {
    let progress = StageProgress(
      step: 3, steps: 9, note: "loss 0.5", tokensPerSecond: .infinity, secondsLeft: 1.5)
    let line = try #require(try lines([.progress(stage, progress)]).first)
    #expect(line.contains(#""note":"loss 0.5","run":7,"#), "\(line)")
    #expect(line.contains(#""seconds_left":1.5"#) && line.contains(#""step":3,"steps":9"#))
    #expect(!line.contains("tokens_per_second"))
  }
}
