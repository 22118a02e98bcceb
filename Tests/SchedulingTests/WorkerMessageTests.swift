import Pipeline
import Options
import Spec
import Testing

@testable import Scheduling

/// Returns a message as it arrives on the other side of a pipe.
private func sent<Message: Codable>(_ message: Message) throws -> Message {
  try decodedLine(Message.self, Array(encodedLine(message).dropLast()))
}

/// Returns the output of a finished job as it arrives on the other side of a pipe.
private func sent(_ output: StageOutput) throws -> StageOutput {
  guard case .done(let found) = try sent(WorkerEvent.done(output)) else {
    throw OtherMessage()
  }
  return found
}

/// A message that came out as another one.
private struct OtherMessage: Error {}

@Suite("messages of workers")
struct WorkerMessageTests {
  private let values: [Value] = [
    .null, .boolean(true), .integer(-3), .integer(.max), .number(0.1), .number(2), .number(-0.0),
    .number(1e300), .text("a \"b\"\n\u{1F600}"), .text("1"), .path("/data/a b"), .list([]),
    .list([.integer(1), .number(1), .list([.null])]), .map([:]),
    .map(["number": .text("1"), "path": .map(["path": .path("/x")]), "": .null]),
  ]

  @Test("a job arrives as it was sent")
  func job() throws {
    let options = Value.map(["values": .list(values)])
    let job = StageJob(
      id: "tuned[arm=mpo,seed=1]", kind: "train", options: options,
      inputs: [
        StageJob.Input(
          role: "model", coordinates: ["arm": "a \"b\""], files: ["model": "/store/model"],
          metrics: [Metric("loss", 0.1, step: 3), Metric("loss", 2)])
      ],
      workFolder: "/work/1", logFile: "/logs/1", threads: 3,
      key: Fingerprint(ofFields: ["a"]))
    guard case .run(let found) = try sent(WorkerRequest.run(job)) else { throw OtherMessage() }
    #expect(found.id == job.id && found.kind == job.kind && found.options == options)
    #expect(found.workFolder == "/work/1" && found.logFile == "/logs/1" && found.threads == 3)
    let input = try #require(found.inputs.first)
    #expect(found.inputs.count == 1)
    #expect(input.role == "model" && input.coordinates == ["arm": "a \"b\""])
    #expect(input.files == job.inputs[0].files && input.metrics == job.inputs[0].metrics)
  }

  @Test("every kind of value keeps its kind")
  func kinds() throws {
    for value in values {
      let found = try sent(value)
      #expect(found == value && found.canonicalJSON == value.canonicalJSON)
    }
  }

  @Test("what a job leaves arrives to the bit")
  func output() throws {
    let numbers: [Double] = [
      0.1, 1.0 / 3, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0,
    ]
    let output = StageOutput(
      files: ["model": "/work/1/model"], metrics: numbers.map { Metric("loss", $0, step: 1) },
      timings: [Metric("tokens_per_second", 1e6)])
    let found = try sent(output)
    #expect(found.files == output.files && found.timings == output.timings)
    #expect(found.metrics.map(\.value.bitPattern) == numbers.map(\.bitPattern))
    #expect(found.metrics.allSatisfy { $0.name == "loss" && $0.step == 1 })
  }

  @Test("metrics that are not finite arrive too, as the answer of a job must not be lost")
  func notFinite() throws {
    let numbers = [Double.infinity, -.infinity, .nan]
    let found = try sent(StageOutput(metrics: numbers.map { Metric("loss", $0) }))
    #expect(found.metrics.map { "\($0.value)" } == ["inf", "-inf", "nan"])
  }

  @Test("progress arrives as it was sent")
  func progress() throws {
    let short = StageProgress(step: 1, steps: 2, note: "")
    let full = StageProgress(
      step: 3, steps: 300, note: "loss 0.5", tokensPerSecond: 1e4, secondsLeft: 0.25)
    for progress in [short, full] {
      guard case .progress(let found) = try sent(WorkerEvent.progress(progress)) else {
        throw OtherMessage()
      }
      #expect(found == progress)
    }
  }

  @Test("a message is one line, whatever its text")
  func oneLine() throws {
    let text = "first\nsecond\r\n\u{2028}third"
    let line = try encodedLine(WorkerEvent.failed(text))
    #expect(line.filter { $0 == UInt8(ascii: "\n") }.count == 1)
    #expect(line.last == UInt8(ascii: "\n"))
    guard case .failed(let found) = try sent(WorkerEvent.failed(text)) else {
      throw OtherMessage()
    }
    #expect(found == text)
  }

  @Test("what is no message is refused", arguments: ["", "worker", "{}", "{\"done\":{}}", "[1"])
  func refused(line: String) {
    #expect(throws: (any Error).self) { try decodedLine(WorkerEvent.self, Array(line.utf8)) }
  }
}
