import Foundation
import Options
import Pipeline
import Spec
import TestSupport
import Testing

@Suite("paths in specs that include others")
struct IncludedFilesTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("shared/texts"), withIntermediateDirectories: true)
    _ = try folder.write("shared text\n".utf8, to: "shared/texts/data.txt")
    _ = try folder.write("own text\n".utf8, to: "own.txt")
    let base = """
      vars: {text: texts/data.txt, name: data}
      stages:
        written: {kind: load, dataset: {kind: text, file: texts/data.txt}}
        variable: {kind: load, dataset: {kind: text, file: "${text}"}}
        composed: {kind: load, dataset: {kind: text, file: "texts/${name}.txt"}}
      """
    _ = try folder.write(base.utf8, to: "shared/base.yaml")
  }

  private func files(_ text: String, overrides: [String] = []) throws -> [String: String] {
    let plan = try plan(
      "experiment: x\ninclude: shared/base.yaml\n\(text)".utf8, file: folder.file("own.yaml"),
      overrides: overrides)
    return Dictionary(
      uniqueKeysWithValues: plan.stages.map { stage in
        let path = stage.options.map?["dataset"]?.map?["file"]
        guard case .path(let path)? = path else { return (stage.name, "") }
        return (stage.name, path.replacing("\(folder.path)/", with: ""))
      })
  }

  @Test("are relative to the folder of the file that they are written in")
  func relative() throws {
    let shared = "shared/texts/data.txt"
    #expect(
      try files("stages: {own: {kind: load, dataset: {kind: text, file: own.txt}}}") == [
        "written": shared, "variable": shared, "composed": shared, "own": "own.txt",
      ])
    #expect(
      try files("vars: {text: own.txt}")
        == ["written": shared, "variable": "own.txt", "composed": shared])
    #expect(
      try files("", overrides: ["text=own.txt"])
        == ["written": shared, "variable": "own.txt", "composed": shared])
  }

  @Test("are looked for there alone")
  func missing() throws {
    let error = try #require(throws: SpecErrors.self) { try files("vars: {text: texts/data.txt}") }
    let text = error.description.replacing("\(folder.path)", with: "HERE")
    #expect(
      text == """
        HERE/own.yaml:3:14: error: dataset.file: no such file: 'texts/data.txt' (used by stage \
        'variable' at HERE/shared/base.yaml:4:35)
          hint: paths are relative to the spec's folder, HERE
        """)
  }
}
