import Foundation
import Options
import Pipeline
import Scheduling
import TestSupport
import Testing

@Suite("the file that says how far a run is")
struct ProgressFileTests {
  private let folder: TemporaryFolder
  private let path: String
  private let stage = PlannedStage(
    id: StageID("a[x=\"1\",\n]"), name: "a", cell: [],
    declaration: StageDeclaration(
      kind: "work", version: 1, about: "", produces: "part", options: []),
    options: .map([:]), inputs: [], location: "test.yaml:1:1")

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("progress.json")
  }

  @Test("has the running stages, is replaced at a tick and goes at the end")
  func life() throws {
    let file = ProgressFile(path)
    let progress = StageProgress(
      step: 1, steps: 2, note: "loss nan", tokensPerSecond: .infinity, secondsLeft: .nan)
    file.observe(.progress(stage, progress))
    #expect(ProgressFile.progress(at: path).isEmpty)
    file.observe(.tick)
    let read = try #require(ProgressFile.progress(at: path)[stage.id.description])
    #expect(read.step == 1 && read.note == "loss nan" && read.tokensPerSecond == .infinity)
    file.observe(.stopped(stage))
    file.observe(.tick)
    #expect(ProgressFile.progress(at: path).isEmpty)
    file.observe(.progress(stage, progress))
    file.observe(.tick)
    file.observe(.finished(.interrupted))
    #expect(throws: (any Error).self) { try String(contentsOfFile: path, encoding: .utf8) }
  }

  @Test("that is missing, cut short or of something else says nothing")
  func broken() throws {
    for text in ["", "{", "[]", "{\"a\": 1}", "{\"a\": {\"step\": \"x\"}}"] {
      _ = try folder.write(text.utf8, to: "progress.json")
      #expect(ProgressFile.progress(at: path).isEmpty)
    }
    let nowhere = ProgressFile(folder.file("no/such/folder.json"))
    nowhere.observe(.progress(stage, StageProgress(step: 1, steps: 2, note: "")))
    nowhere.observe(.tick)
    nowhere.observe(.finished(.done))
  }
}
