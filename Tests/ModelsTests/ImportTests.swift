import FoundationEssentials
import Models
import Options
import Spec
import TestSupport
import Testing
import Tokenization

@Suite("models of other people's")
struct ImportTests {
  @Test("a BERT keeps its language head, an ALBERT its pooler and classes")
  func heads() throws {
    let bert = try ImportFolder("bert-mlm").imported()
    #expect(bert.model.description.hasLanguageHead && !bert.model.description.hasPooler)
    #expect(bert.ignored.isEmpty)
    let albert = try ImportFolder("albert-classify").imported().model.description
    #expect(albert.sharing is FullSharing && albert.keepsPooler)
    #expect(albert.classes == ["LABEL_0", "LABEL_1", "LABEL_2"])
    #expect(albert.encoder.activation == .geluTanh && albert.encoder.embedding == 16)
  }

  @Test("old names of norms and other prefixes mean the same")
  func oldNames() throws {
    let plain = try ImportFolder("bert-mlm").imported().model
    let old = try ImportFolder("bert-mlm")
    try old.rename { name in
      let name = name.replacing("bert.", with: "model.0.auto_model.")
      guard name.contains("LayerNorm") else { return name }
      return name.replacing(".weight", with: ".gamma").replacing(".bias", with: ".beta")
    }
    let read = try old.imported()
    #expect(read.ignored.isEmpty && read.model.description == plain.description)
    #expect(Array(read.model.bank.values) == Array(plain.bank.values))
  }

  @Test("tensors without a use are named, and the rest is taken")
  func extras() throws {
    let folder = try ImportFolder("bert-mlm")
    try folder.rename { $0.replacing("cls.predictions.transform", with: "lm_head.transform") }
    let read = try folder.imported()
    #expect(!read.model.description.hasLanguageHead)
    #expect(read.ignored.contains("lm_head.transform.dense.weight"))
    #expect(read.ignored.contains("cls.predictions.bias"))
  }

  @Test("heads of impossible sizes are left out, however large they claim to be")
  func oddHeads() throws {
    let folder = try ImportFolder("bert-mlm")
    try folder.add([
      ("bert.pooler.dense.weight", [48, 48], [Float](repeating: 0.5, count: 48 * 48)),
      ("bert.pooler.dense.bias", [48], [Float](repeating: 0, count: 48)),
      ("classifier.weight", [1 << 62, 0], []),
      ("cls.seq_relationship.weight", [3, 48], [Float](repeating: 1, count: 144)),
      ("cls.predictions.decoder.weight", [1 << 62, 0], []),
    ])
    let read = try folder.imported()
    let description = read.model.description
    #expect(description.keepsPooler && description.classes.isEmpty && !description.hasOrderHead)
    #expect(!description.hasLanguageHead)
    for name in ["classifier", "cls.seq_relationship", "cls.predictions.decoder"] {
      #expect(read.ignored.contains("\(name).weight"))
    }
  }

  @Test("a decoder's bias is the language head's, is there again, or makes the head another one")
  func decoderBias() throws {
    let (own, decoders) = ("cls.predictions.bias", "cls.predictions.decoder.bias")
    let plain = try ImportFolder("bert-mlm").imported().model
    let moved = try ImportFolder("bert-mlm")
    try moved.rename { $0.replacing(own, with: decoders) }
    let read = try moved.imported()
    #expect(read.ignored.isEmpty && read.model.description == plain.description)
    #expect(Array(read.model.bank.values) == Array(plain.bank.values))
    let bias = try #require(plain.bank[own])
    for change in [Float(0), 1] {
      let folder = try ImportFolder("bert-mlm")
      try folder.add([(decoders, [bias.count], bias.map { $0 + change })])
      let both = try folder.imported()
      #expect(both.model.description.hasLanguageHead == (change == 0))
      #expect(both.ignored.contains(decoders) == (change != 0))
      #expect(both.ignored.contains(own) == (change != 0))
    }
  }

  @Test("groups of layers become blocks in sequence")
  func groups() throws {
    let folder = try ImportFolder("albert-classify")
    let file = try SafetensorsFile(path: folder.folder.file("model.safetensors"))
    var writer = SafetensorsWriter()
    for name in file.names {
      let (shape, values) = (file.shape(of: name) ?? [], try file.values(of: name))
      writer.add(name, shape: shape, values: values)
      if name.contains("groups.0.") {
        writer.add(
          name.replacing("groups.0.", with: "groups.1."), shape: shape, values: values.map { -$0 })
      }
    }
    try writer.write(to: folder.folder.file("model.safetensors"))
    try folder.edit("\"num_hidden_groups\": 1", "\"num_hidden_groups\": 2")
    let model = try folder.imported().model
    let blocks = try #require(model.description.sharing as? BlockSharing)
    #expect(blocks.unique == 2 && blocks.order == .sequence)
    let name = "encoder.albert_layer_groups.%.albert_layers.0.ffn.bias"
    let first = try #require(model.bank[name.replacing("%", with: "0")])
    let second = try #require(model.bank[name.replacing("%", with: "2")])
    #expect(second == first.map { -$0 })
  }

  @Test(
    "what isn't supported or doesn't fit is refused by name",
    arguments: [
      ("\"bert\"", "\"roberta\"", "/config.json: model_type 'roberta' is not supported"),
      ("\"hidden_act\": \"gelu\"", "\"hidden_act\": \"relu\"", "hidden_act 'relu'"),
      ("\"hidden_size\": 48", "\"hidden_size\": 96", "is [211, 48]; [211, 96] is wanted"),
      ("\"num_attention_heads\": 4", "\"num_attention_heads\": 5", "must divide hidden_size 48"),
      ("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 4", "lacks tensor bert.encoder"),
      ("\"hidden_size\"", "\"hidden_sizes\"", "/config.json: lacks hidden_size (of"),
      ("\"layer_norm_eps\": 1e-12", "\"layer_norm_eps\": -1", "layer_norm_eps is -1.0; a number"),
      ("\"layer_norm_eps\": 1e-12", "\"layer_norm_eps\": 1e300", "layer_norm_eps is 1e+300"),
      ("{", "[", "lacks ','; the file is no JSON"),
    ])
  func refusals(old: String, new: String, expected: String) throws {
    let folder = try ImportFolder("bert-mlm")
    try folder.edit(old, new)
    let problem = try #require(folder.problem)
    #expect(problem.contains(expected), "\(problem)")
  }

  @Test("a vocabulary beside the tensors comes along; settings alone are none, too many refused")
  func vocabularies() throws {
    let folder = try ImportFolder("bert-mlm")
    _ = try folder.folder.write("{}".utf8, to: "tokenizer_config.json")
    let mute = try folder.imported().model.vocabulary
    #expect(mute.count == 0)
    let error = #expect(throws: VocabularyError.self) { try mute.tokenizer() }
    #expect(error?.description.hasPrefix("the model came without a vocabulary, so it") == true)
    let pieces = SpecialPieces.names + (5..<211).map { "piece\($0)" }
    try VocabularyFile.write(Vocabulary(pieces), into: folder.folder.path)
    #expect(try folder.imported().model.vocabulary == Vocabulary(pieces))
    try VocabularyFile.write(Vocabulary(pieces + ["more"]), into: folder.folder.path)
    #expect(folder.problem?.contains("the vocabulary has 212 tokens") == true)
  }
}
