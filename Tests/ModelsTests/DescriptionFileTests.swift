import Options
import FoundationEssentials
import MatrixProduct
import Models
import Spec
import TestSupport
import Testing
import Tokenization

/// A stored model whose description can be spoiled.
private struct StoredFolder {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let shape = EncoderShape(
      layers: 2, hidden: 8, heads: 2, intermediate: 16, embedding: 8, vocabulary: 7, positions: 9)
    var description = ModelDescription(
      encoder: shape,
      sharing: CentralTensorSharing(), adapter: LoRA(rank: 2, matrices: [.query]),
      keepsPooler: true)
    description.factorise { rows, columns in
      let factors = FactorShape.balanced(rows: rows, columns: columns)
      return .init(factors: factors, bonds: factors.fullBonds)
    }
    description.taskHeads = [
      TaskHead(name: "kinds", outputs: ["x", "y"]), TaskHead(name: "likeness", outputs: ["score"]),
    ]
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: 2, shape)
    _ = try StoredModel(description: description, bank: bank, vocabulary: Vocabulary([]))
      .write(into: folder.path)
  }

  /// Replaces `old` by `new` in the description and returns the message of the error on reading it.
  func problem(_ old: String, _ new: String) throws -> String? {
    let path = folder.file("model.json")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(old), "\(text)")
    _ = try folder.write(text.replacing(old, with: new).utf8, to: "model.json")
    defer { _ = try? folder.write(text.utf8, to: "model.json") }
    let error = #expect(throws: TensorFileError.self) { try StoredModel(folder: folder.path) }
    return error?.description
  }
}

@Suite("descriptions of stored models")
struct DescriptionFileTests {
  @Test("are read back as they were")
  func reading() throws {
    let stored = try StoredFolder()
    let model = try StoredModel(folder: stored.folder.path)
    #expect(model.description.keepsPooler && model.description.adapter?.rank == 2)
    #expect(try ImportedModel.description(inFolder: stored.folder.path) == model.description)
  }

  @Test(
    "damaged ones are refused with the file and what is wrong",
    arguments: [
      ("\"heads\" : 2", "\"heads\" : 0", "has heads 0; 1 to 65536 is wanted"),
      ("\"heads\" : 2", "\"heads\" : 3", "has 3 heads, which must divide 8"),
      ("\"layers\" : 2", "\"layers\" : 99999999", "has layers 99999999; 1 to 1024 is wanted"),
      ("\"vocabulary\" : 7", "\"vocabulary\" : 8", "is [7, 8]; [8, 8] is wanted"),
      ("\"rank\" : 2", "\"rank\" : -2", "has 'rank' of the adapter 'lora' out of its range"),
      ("\"encoder\"", "\"decoder\"", "is no description of a model"),
      ("\"groups\" : 1", "\"groups\" : 0", "has 'groups' of the sharing 'mpo' out of its range"),
      ("\"mpo\"", "\"mps\"", "names no sharing strategy; there are none, all"),
      ("\"likeness\"", "\"kinds\"", "has heads of tasks that share a name or have no outputs"),
      ("\"query\" : {", "\"quarry\" : {", "knows no matrix 'quarry'"),
    ])
  func damage(old: String, new: String, expected: String) throws {
    let stored = try StoredFolder()
    let problem = try #require(try stored.problem(old, new))
    #expect(problem.hasPrefix(stored.folder.path) && problem.contains(expected), "\(problem)")
  }
}
