import Foundation
import TestSupport
import Testing

@Suite("data and models")
struct DataTests {
  @Test("the list says what there is, what it is made of, and where it would go")
  func list() throws {
    let folder = try TemporaryFolder()
    let variables = ["BONDLAB_DATA": folder.file("mine"), "XDG_DATA_HOME": folder.file("share")]
    let all = try Program.run(["data", "list", "--format", "csv"], in: folder, setting: variables)
    #expect(all.status == 0)
    #expect(all.output.contains("minilm-l6,model,not there,91578529,"), "\(all.output)")
    #expect(all.output.contains(folder.file("share/bondlab/models/minilm-l6")))
    #expect(all.output.contains("no checksum known"))
    let one = try Program.run(["data", "list", "bge-small"], in: folder, setting: variables)
    #expect(one.output.contains("68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 4)
  }

  @Test("a mistyped name ends with 2 and what was meant, before anything is fetched")
  func mistyped() throws {
    let folder = try TemporaryFolder()
    let outcome = try Program.run(
      ["data", "get", "wordnet", "minilm-16", "--into", "Data"], in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.complaints.contains("did you mean 'minilm-l6'?"), "\(outcome.complaints)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("Data")))
  }

  @Test("what can't be fetched ends with 1 and what to do, and leaves nothing")
  func failure() throws {
    let folder = try TemporaryFolder()
    let outcome = try Program.run(
      ["data", "get", "minilm-l6", "--into", "Data"], in: folder,
      setting: ["PATH": folder.path])
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.complaints.contains("python3 is needed"), "\(outcome.complaints)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("Data")).isEmpty)
  }
}
