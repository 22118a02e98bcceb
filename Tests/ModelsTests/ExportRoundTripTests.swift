import Options
import Foundation
import Models
import Spec
import TestSupport
import Testing
import Tokenization

@Suite("exported models, read again")
struct ExportRoundTripTests {
  static let strategies = ExportCase.strategies.filter { $0 != "bottleneck" }

  /// Exports a model, reads it, and exports what was read.
  private func roundTrip(_ model: StoredModel) throws -> ImportedModel {
    let folder = try TemporaryFolder()
    _ = try model.export(as: .huggingFace, to: folder.file("first"))
    let read = try ImportedModel(huggingFace: folder.file("first"))
    _ = try read.model.export(as: .huggingFace, to: folder.file("second"))
    // The card says how parameters were shared, which the files don't.
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.file("first"))
    where name != "README.md" {
      let (first, second) = (folder.file("first/\(name)"), folder.file("second/\(name)"))
      #expect(
        try Data(contentsOf: URL(filePath: first)) == Data(contentsOf: URL(filePath: second)),
        "\(name)")
    }
    return read
  }

  @Test(
    "compute what they did, and are exported as the same bytes",
    arguments: strategies, ExportCase.widths)
  func classes(strategy: String, width: Int) throws {
    let description = ExportCase.description(strategy, embedding: width) {
      $0.classes = ["thing", "animal", "plant"]
    }
    let model = ExportCase(description).model
    let read = try roundTrip(model)
    #expect(read.ignored.isEmpty)
    #expect(read.model.description.classes == description.classes)
    #expect(read.model.description.factorisations.isEmpty)
    #expect(read.model.vocabulary == model.vocabulary)
    let wanted = ExportCase.scores(of: model)
    #expect(wanted.contains { abs($0) > 0.1 })
    let found = ExportCase.scores(of: read.model)
    #expect(relativeDistance(found, wanted.map(Double.init)) < 1e-6)
  }

  @Test("compute the same bits where matrices are no chains", arguments: strategies)
  func bits(strategy: String) throws {
    guard strategy != "mpo" else { return }
    let description = ExportCase.description(strategy) { $0.hasLanguageHead = true }
    let model = ExportCase(description).model
    let found = ExportCase.scores(of: try roundTrip(model).model)
    #expect(found.map(\.bitPattern) == ExportCase.scores(of: model).map(\.bitPattern))
  }

  @Test("of several tasks are their encoder and pooler; the tasks' heads are named as left out")
  func tasks() throws {
    let description = ExportCase.description("all") {
      $0.taskHeads = [
        TaskHead(name: "kinds", outputs: ["a", "b"]),
        TaskHead(name: "likeness", outputs: ["score"]),
      ]
    }
    let model = ExportCase(description).model
    let folder = try TemporaryFolder()
    let written = try model.export(as: .huggingFace, to: folder.file("written"))
    #expect(written.architecture == "BertModel" || written.architecture == "AlbertModel")
    #expect(
      written.leftOut
        == ["kinds", "likeness"].flatMap { name in
          ["weight", "bias"].map { "tasks.\(name).classifier.\($0)" }
        })
    let read = try ImportedModel(huggingFace: folder.file("written")).model
    #expect(read.description.taskHeads.isEmpty && read.description.keepsPooler)
    #expect(ExportCase.scores(of: read) == ExportCase.scores(of: model))
    let kept = try model.export(as: .bondlab, to: folder.file("kept"))
    #expect(kept.leftOut.isEmpty)
    #expect(try StoredModel(folder: folder.file("kept")).description == description)
  }

  @Test("keep how text is cut")
  func vocabularies() throws {
    for (_, vocabulary) in ExportCase.vocabularies {
      let model = ExportCase(ExportCase.description("all"), vocabulary: vocabulary).model
      #expect(try roundTrip(model).model.vocabulary == vocabulary)
    }
  }

  @Test("keep groups of layers, also of unequal length", arguments: [(4, 2), (4, 3), (7, 3)])
  func groups(layers: Int, unique: Int) throws {
    let description = ExportCase.description("blocks") {
      $0.encoder.layers = layers
      $0.sharing = BlockSharing(unique: unique, order: .sequence)
    }
    let read = try roundTrip(ExportCase(description).model).model
    #expect(
      read.description.sharing.canonicalWithKind == description.sharing.canonicalWithKind)
  }

  @Test(
    "keep the head that predicts the order of segments",
    arguments: [("none", 48), ("none", 16), ("all", 48)])
  func order(strategy: String, width: Int) throws {
    for hasLanguageHead in [false, true] {
      let description = ExportCase.description(strategy, embedding: width) {
        $0.hasOrderHead = true
        $0.hasLanguageHead = hasLanguageHead
      }
      let read = try roundTrip(ExportCase(description).model)
      #expect(read.ignored.isEmpty && read.model.description.classes.isEmpty)
      #expect(read.model.description.hasOrderHead)
      #expect(read.model.description.hasLanguageHead == hasLanguageHead)
    }
  }

  @Test("keep both heads, or a pooler without one", arguments: ExportCase.widths)
  func heads(width: Int) throws {
    let both = ExportCase.description("all", embedding: width) {
      $0.classes = ["score"]
      $0.hasLanguageHead = true
    }
    let first = try roundTrip(ExportCase(both).model).model.description
    #expect(first.classes == ["score"] && first.hasLanguageHead)
    let pooler = ExportCase.description("mpo", embedding: width) { $0.keepsPooler = true }
    let second = try roundTrip(ExportCase(pooler).model).model.description
    #expect(second.classes.isEmpty && !second.hasLanguageHead && second.keepsPooler)
  }

  @Test("keep the head of answer spans, whose bits are the same", arguments: ExportCase.widths)
  func spans(width: Int) throws {
    let description = ExportCase.description("all", embedding: width) { $0.hasSpanHead = true }
    let model = ExportCase(description).model
    #expect(model.bank.layout["qa_outputs.weight"]?.shape == [2, 48])
    let folder = try TemporaryFolder()
    let exported = try model.export(as: .huggingFace, to: folder.file("model"))
    #expect(exported.architecture == "AlbertForQuestionAnswering")
    let read = try roundTrip(model)
    #expect(read.model.description == description && read.ignored.isEmpty)
    let found = ExportCase.scores(of: read.model)
    #expect(found.count == 2 * ExportCase.sequences.reduce(0) { $0 + $1.ids.count })
    #expect(found.map(\.bitPattern) == ExportCase.scores(of: model).map(\.bitPattern))
  }

  @Test("a description without that head reads and writes as before there was one")
  func withoutSpans() throws {
    let description = ExportCase.description("all")
    let json = try JSONEncoder().encode(description)
    #expect(!String(decoding: json, as: UTF8.self).contains("marksSpans"))
    #expect(try JSONDecoder().decode(ModelDescription.self, from: json) == description)
  }
}
