import Foundation
import Reporting
import TestSupport
import Testing

@Suite("results for other programs")
struct HandoverTests {
  private static func run(
    _ name: String, _ points: [StageRun.Point], options: [(name: String, value: String)] = []
  ) -> StageRun {
    StageRun(
      name: name, fingerprint: "ff00", stage: "score", kind: "evaluate",
      cell: [("arm", "a, \"b\"\n=c"), ("seed", "1")], options: options, begun: 1_700_000_000_000,
      finished: 1_700_000_001_500, points: points)
  }

  private static let runs = [
    run(
      "score[arm=a/b,seed=1]",
      [
        .init(metric: "loss", step: 100, value: 0.5), .init(metric: "loss", step: 200, value: .nan),
        .init(metric: "loss/x y|z", step: 200, value: -.infinity),
        .init(metric: "loss_x y_z", step: 200, value: 1e-5),
        .init(metric: "..", step: 0, value: 1), .init(metric: "é.mean", step: 0, value: 3),
      ], options: [("steps", "300"), ("command", "\"a\\nb\""), ("..", "x")]),
    run(".hidden\(String(repeating: "ü", count: 200))", [.init(metric: "f1", step: 0, value: 1)]),
    run("none", []),
  ]

  @Test("has a file store of MLflow with an experiment and its runs")
  func mlflow() {
    let store = MLflowStore(
      experiment: "e: 'x', \"y\"", commit: "38b380d", folder: "/data/my runs/é")
    let files = store.files(Self.runs)
    #expect(Set(files.map(\.path)).count == files.count)
    #expect(files.allSatisfy { !$0.path.split(separator: "/").contains("..") })
    let names = files.flatMap { $0.path.split(separator: "/") }
    #expect(names.allSatisfy { $0.utf8.count <= 250 && !$0.hasPrefix(".") })
    expectGolden(files.map { "== \($0.path)\n\($0.text)\n" }.joined(), "mlflow.txt")
    #expect(store.files(Self.runs).map(\.text) == files.map(\.text))
  }

  @Test("has an event file for each run that has a number")
  func tensorBoard() throws {
    let files = TensorBoardFolder.files(Self.runs)
    #expect(files.count == 2)
    #expect(
      files[0].path == "score[arm=a%2Fb,seed=1]/events.out.tfevents.1700000001.bondlab")
    #expect(files.allSatisfy { $0.path.split(separator: "/").allSatisfy { $0.utf8.count < 256 } })
    #expect(files[1].path.hasPrefix("_.hidden"))
  }

  @Test("has records with their checksums, byte by byte")
  func eventFile() {
    var file = EventFile(at: 1500)
    file.add("loss", step: 3, 0.5, at: 1500)
    let time: [UInt8] = [0x09, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F]
    let first: [UInt8] =
      [24, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22] + time + [0x1A, 13]
      + Array("brain.Event:2".utf8)
    #expect(Array(file.bytes.prefix(first.count)) == first)
    let value: [UInt8] =
      [0x0A, 4] + Array("loss".utf8) + [0x15, 0, 0, 0, 0x3F]
    let event: [UInt8] =
      time + [0x10, 3, 0x2A, UInt8(value.count + 2), 0x0A, UInt8(value.count)] + value
    let second = file.bytes.dropFirst(first.count + 4)
    #expect(Array(second.prefix(8)) == [UInt8(event.count), 0, 0, 0, 0, 0, 0, 0])
    #expect(Array(second.dropFirst(12).prefix(event.count)) == event)
    #expect(second.count == 12 + event.count + 4)
  }
}
