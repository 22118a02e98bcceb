import Options
import Foundation
import Models
import Spec
import TestSupport
import Testing
import Tokenization

@Suite("exported models")
struct ExportTests {
  private func configuration(
    _ description: ModelDescription
  ) throws -> [String: any Sendable] {
    let folder = try TemporaryFolder()
    _ = try ExportCase(description).model.export(as: .huggingFace, to: folder.file("model"))
    let bytes = try Data(contentsOf: URL(filePath: folder.file("model/config.json")))
    return try #require(
      JSONSerialization.jsonObject(with: bytes) as? [String: any Sendable])
  }

  @Test("are described by BERT's configuration where layers differ")
  func bert() throws {
    let found = try configuration(
      ExportCase.description("mpo", embedding: 48) { $0.classes = ["b", "a"] })
    #expect(found["architectures"] as? [String] == ["BertForSequenceClassification"])
    #expect(found["model_type"] as? String == "bert")
    #expect(found["hidden_act"] as? String == "gelu")
    #expect(found["problem_type"] as? String == "single_label_classification")
    #expect(found["id2label"] as? [String: String] == ["0": "b", "1": "a"])
    #expect(found["label2id"] as? [String: Int] == ["b": 0, "a": 1])
    let numbers = [
      "vocab_size": 12, "hidden_size": 48, "num_hidden_layers": 4, "num_attention_heads": 4,
      "intermediate_size": 96, "max_position_embeddings": 16, "type_vocab_size": 2,
      "pad_token_id": 0,
    ]
    for (name, number) in numbers { #expect(found[name] as? Int == number, "\(name)") }
    #expect(found["layer_norm_eps"] as? Double == 1e-12)
    #expect(found["initializer_range"] as? Double == 0.02)
    #expect(found["embedding_size"] == nil && found["num_hidden_groups"] == nil)
  }

  @Test("are described by ALBERT's where the embeddings are factorised or all layers are one")
  func albert() throws {
    let factorised = try configuration(
      ExportCase.description("none") {
        $0.classes = ["score"]
        $0.encoder.activation = .geluTanh
      })
    #expect(factorised["architectures"] as? [String] == ["AlbertForSequenceClassification"])
    #expect(factorised["hidden_act"] as? String == "gelu_new")
    #expect(factorised["problem_type"] as? String == "regression")
    #expect(factorised["embedding_size"] as? Int == 16)
    let one = try configuration(
      ExportCase.description("all", embedding: 48) { $0.hasLanguageHead = true })
    #expect(one["architectures"] as? [String] == ["AlbertForMaskedLM"])
    #expect(one["embedding_size"] as? Int == 48)
    #expect(one["inner_group_num"] as? Int == 1)
  }

  @Test(
    "have a group of ALBERT's for each layer that differs, if ALBERT takes them in that order",
    arguments: [
      ("all", 1), ("none", 4), ("attention", 4), ("mpo", 4), ("relaxed", 4), ("residual", 4),
    ])
  func groups(name: String, count: Int) throws {
    #expect(try configuration(ExportCase.description(name))["num_hidden_groups"] as? Int == count)
  }

  @Test(
    "write layers in runs once, and those in other orders one by one",
    arguments: [
      (LayerOrder.sequence, 2), (.cycle, 4), (.cycleReverse, 4),
    ])
  func orders(order: LayerOrder, count: Int) throws {
    let description = ExportCase.description("blocks") {
      $0.sharing = BlockSharing(unique: 2, order: order)
    }
    #expect(try configuration(description)["num_hidden_groups"] as? Int == count)
  }

  @Test("are refused where Transformers lacks what they compute, and nothing is written")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let cases: [(ModelDescription, String)] = [
      (ExportCase.description("bottleneck"), "bottleneck adapters (sharing: bottleneck)"),
      (
        ExportCase.description("none") { $0.encoder.residual = .deepnorm },
        "DeepNorm's residuals (residual: deepnorm)"
      ),
    ]
    for (description, reason) in cases {
      let model = ExportCase(description).model
      let error = #expect(throws: ModelExportError.self) {
        try model.export(as: .huggingFace, to: folder.file("model"))
      }
      #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
      _ = try model.export(as: .bondlab, to: folder.file("model"))
      try FileManager.default.removeItem(atPath: folder.file("model"))
    }
  }

  @Test("name the tokens of their vocabulary, or have no files of one")
  func vocabulary() throws {
    let folder = try TemporaryFolder()
    let description = ExportCase.description("all")
    _ = try ExportCase(description).model.export(as: .huggingFace, to: folder.file("words"))
    let bytes = try Data(contentsOf: URL(filePath: folder.file("words/tokenizer_config.json")))
    let found = try #require(
      JSONSerialization.jsonObject(with: bytes) as? [String: any Sendable])
    #expect(found["tokenizer_class"] as? String == "BertTokenizer")
    #expect(found["do_lower_case"] as? Bool == true)
    #expect(found["model_max_length"] as? Int == 16)
    #expect(found["mask_token"] as? String == "[MASK]")
    #expect(
      found["model_input_names"] as? [String] == ["input_ids", "token_type_ids", "attention_mask"])
    let mute = ExportCase(description, vocabulary: Vocabulary([])).model
    let written = try mute.export(as: .huggingFace, to: folder.file("mute"))
    #expect(written.files == ["README.md", "config.json", "model.safetensors"])
  }

  @Test("come with a card that has their sizes, their sharing, their data and how they were made")
  func card() throws {
    let folder = try TemporaryFolder()
    let adapter = LoRA(rank: 2, scale: 0.5, matrices: MatrixKind.allCases)
    let model = ExportCase(
      ExportCase.description("mpo", embedding: 48, adapter: adapter) { $0.classes = ["b", "a"] }
    ).model
    let written = try model.export(
      as: .huggingFace, to: folder.file("model"),
      origin: ModelOrigin(
        "It is drawn.", data: ["kind RTE"],
        steps: [.init(stage: "tuned", kind: "train", options: "steps 3|4")]))
    let bytes = try Data(contentsOf: URL(filePath: folder.file("model/README.md")))
    let card = String(decoding: bytes, as: UTF8.self)
    for line in [
      "library_name: transformers", "pipeline_tag: text-classification",
      "# BertForSequenceClassification", "| layers | 4 |", "| vocabulary | 12 |",
      "| parameters as shared | \(model.bank.layout.count) |",
      "| parameters in these files | \(written.parameters) |", "- the head for b, a",
      "- kind RTE", "It is drawn.", "| tuned | train | steps 3\\|4 |",
      "from transformers import AutoTokenizer, AutoModelForSequenceClassification",
    ] {
      #expect(card.split(separator: "\n").contains(Substring(line)), "\(line)\n\(card)")
    }
    #expect(
      card.contains("`mpo`: ") && card.contains("\"rank\":2") && card.contains(" with bonds 1, "))
  }

  @Test("in this program's format come back bit for bit", arguments: ExportCase.strategies)
  func own(strategy: String) throws {
    let folder = try TemporaryFolder()
    let model = ExportCase(ExportCase.description(strategy) { $0.classes = ["a", "b"] }).model
    let written = try model.export(as: .bondlab, to: folder.file("model"))
    #expect(written.files == ["model.json", "model.safetensors", "vocab.txt"])
    #expect(written.parameters == model.bank.layout.count)
    let files = written.files.map { ($0, folder.file("model/\($0)")) }
    let read = try StoredModel(files: Dictionary(uniqueKeysWithValues: files))
    #expect(read.description == model.description)
    #expect(read.vocabulary == model.vocabulary)
    #expect(read.bank.values.map(\.bitPattern) == model.bank.values.map(\.bitPattern))
  }

  @Test("replace an empty folder, and with leave a model, but nothing else")
  func folders() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("deep/model")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let model = ExportCase(ExportCase.description("all")).model
    _ = try model.export(as: .bondlab, to: path + "/")
    #expect(throws: ModelExportError.self) { try model.export(as: .huggingFace, to: path) }
    #expect(FileManager.default.fileExists(atPath: "\(path)/model.json"))
    _ = try model.export(as: .huggingFace, to: path, replacing: true)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: path).sorted() == [
        "README.md", "config.json", "model.safetensors", "tokenizer_config.json", "vocab.txt",
      ])
    _ = try folder.write("precious".utf8, to: "deep/model/notes.txt")
    let error = #expect(throws: ModelExportError.self) {
      try model.export(as: .bondlab, to: path, replacing: true)
    }
    #expect(error?.description.contains("notes.txt") == true)
    _ = try folder.write("precious".utf8, to: "file")
    #expect(throws: ModelExportError.self) {
      try model.export(as: .bondlab, to: folder.file("file"), replacing: true)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("deep")) == ["model"])
  }
}
