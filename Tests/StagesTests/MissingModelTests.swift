import FoundationEssentials
import Options
import Platform
import Spec
import TestSupport
import Testing

@testable import Stages

@Suite("models that are not there")
struct MissingModelTests {
  @Test("are reported with the folder and the command that fetches them")
  func absent() throws {
    let folder = try TemporaryFolder()
    func missing(_ path: String) -> String? {
      let choice = Value.map(["kind": .text("bge-small"), "folder": .path(path)])
      return LoadModel.missing(reading: .map(["model": choice]))
    }
    #expect(missing(folder.path) == nil)
    let message = try #require(missing(folder.file("none")))
    #expect(message.contains(folder.file("none")) && message.contains("data get bge-small"))
  }

  @Test("are known by the names under which they can be fetched")
  func names() throws {
    let names = Set(ModelCatalog.all.map { $0.name })
    #expect(names.isSuperset(of: ["minilm-l6", "bge-small", "bert-tiny-splade", "folder"]))
    for variant in ModelCatalog.all where variant != ModelFolder.self {
      guard case .standard(let folder)? = variant.declarations.first?.presence else {
        Issue.record("\(variant.name) has no folder")
        continue
      }
      #expect(folder.text == DataHome.shown("models/\(variant.name)"))
    }
  }
}
