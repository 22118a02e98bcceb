import Foundation
import MatrixProduct
import Models
import Spec
import TestSupport
import Testing
import Tokenization

/// Python with Transformers and PyTorch, where the machine has one.
private enum Transformers {
  static let interpreter =
    ProcessInfo.processInfo.environment["BONDLAB_PYTHON"] ?? "python3"

  static let isThere: Bool = {
    let find = """
      import importlib.util as u, sys
      sys.exit(not all(map(u.find_spec, ("transformers", "torch"))))
      """
    return (try? run(["-c", find]))?.status == 0
  }()

  static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [interpreter] + arguments
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}

@Suite(
  "Transformers on exported models",
  .enabled(
    if: Transformers.isThere,
    "needs Python with transformers and torch; BONDLAB_PYTHON names another interpreter"))
struct TransformersTests {
  /// The expected results, as `Tests/check_export.py` reads them.
  private struct Expected: Encodable {
    struct Sequence: Encodable {
      let ids, segments: [Int32]
      let scores: [Float]
    }
    struct Text: Encodable {
      let text: String
      /// The second text; nil, and absent from the file, for a text that stands alone.
      let pair: String?
      let ids, segments: [Int32]
      let scores: [Float]
    }
    let sequences: [Sequence]
    let texts: [Text]
  }

  @Test("every way of sharing loads without a tensor missing and scores classes as here")
  func strategies() throws {
    let folder = try TemporaryFolder()
    var names: [String] = []
    for strategy in ExportCase.strategies where strategy != "bottleneck" {
      for width in ExportCase.widths {
        let description = ExportCase.description(strategy, embedding: width) {
          $0.classes = ["animal", "thing", "plant"]
        }
        names.append("\(strategy)-\(width)")
        try export(ExportCase(description).model, as: names[names.count - 1], folder)
      }
    }
    try check(names, folder)
  }

  @Test("heads, activations, adapters and chains of every kind score as here")
  func heads() throws {
    let folder = try TemporaryFolder()
    let adapter = LoRA(rank: 2, scale: 0.5, matrices: MatrixKind.allCases)
    let central = LoRA(rank: 2, matrices: MatrixKind.allCases, target: .central)
    let cases: [(String, ModelDescription)] = [
      ("bert-words", ExportCase.description("none", embedding: 48) { $0.hasLanguageHead = true }),
      ("bert-plain", ExportCase.description("none", embedding: 48)),
      ("bert-pooler", ExportCase.description("mpo", embedding: 48) { $0.keepsPooler = true }),
      (
        "bert-score",
        ExportCase.description("mpo", embedding: 48, adapter: adapter) { $0.classes = ["score"] }
      ),
      (
        "mpo-central",
        ExportCase.description("mpo", embedding: 48, adapter: central) { $0.hasLanguageHead = true }
      ),
      (
        "albert-words",
        ExportCase.description("all", embedding: 48) {
          $0.hasLanguageHead = true
          $0.encoder.activation = .geluTanh
        }
      ),
      ("bert-spans", ExportCase.description("none", embedding: 48) { $0.hasSpanHead = true }),
      ("albert-spans", ExportCase.description("all") { $0.hasSpanHead = true }),
      ("albert-plain", ExportCase.description("all")),
      (
        "albert-chained",
        ExportCase.description("mpo", adapter: adapter) {
          $0.hasLanguageHead = true
          let factors = FactorShape(rows: [1, 2, 4, 2, 1], columns: [1, 2, 4, 2, 1])
          $0.factorisations[ModelDescription.wordEmbeddings] = .init(
            factors: factors, bonds: factors.fullBonds)
        }
      ),
    ]
    for (name, description) in cases { try export(ExportCase(description).model, as: name, folder) }
    for (name, reference) in [
      ("fixture-bert", try ReferenceCase.bert()), ("fixture-albert", try ReferenceCase.albert()),
      ("fixture-mpo", try ReferenceCase.matrixProduct()),
    ] {
      let words = (0..<(211 - ExportCase.pieces.count)).map { "word\($0)" }
      let model = StoredModel(
        description: reference.description, bank: reference.bank,
        vocabulary: Vocabulary(ExportCase.pieces + words))
      try export(model, as: name, folder)
    }
    try check(cases.map(\.0) + ["fixture-bert", "fixture-albert", "fixture-mpo"], folder)
  }

  @Test("vocabularies of other rules cut texts and pairs as here, as a BERT's and an ALBERT's")
  func vocabularies() throws {
    let folder = try TemporaryFolder()
    var names: [String] = []
    let plain = [(name: "uncased", vocabulary: Vocabulary(ExportCase.pieces))]
    for (name, vocabulary) in plain + ExportCase.vocabularies {
      for (form, width) in [("albert", 16), ("bert", 48)] {
        let sharing = form == "bert" ? "none" : "all"
        let description = ExportCase.description(sharing, embedding: width) {
          $0.classes = ["animal", "thing", "plant"]
        }
        let model = ExportCase(description, vocabulary: vocabulary).model
        names += ["\(name)-\(form)", "\(name)-\(form)-single"]
        try export(model, as: names[names.count - 2], folder)
        try export(
          model, as: names[names.count - 1], folder,
          pairs: [("The dogs see a bird.", nil), ("DOGS, [MASK] bîrd", nil)])
      }
    }
    try check(names + [exportAddedPiece(folder)], folder)
  }

  /// Exports a model whose vocabulary has a token from `added_tokens.json`, and returns its name.
  private func exportAddedPiece(_ folder: TemporaryFolder) throws -> String {
    let words = ExportCase.pieces.dropLast()
    let vocabulary = try VocabularyFile.read(contents: [
      "vocab.txt": Array(words.joined(separator: "\n").utf8),
      "added_tokens.json": Array("{\"<ent>\": \(words.count)}".utf8),
    ])
    let model = ExportCase(ExportCase.description("all"), vocabulary: vocabulary).model
    try export(
      model, as: "added-piece", folder, pairs: [("the <ent> dog", "a <ENT>"), ("see", "<ent>s")])
    return "added-piece"
  }

  /// Exports a model with what is expected of it.
  ///
  /// - Parameter pairs: Texts, all with a second one or none.
  private func export(
    _ model: StoredModel, as name: String, _ folder: TemporaryFolder,
    pairs: [(String, String?)] = [
      ("The dogs see a bird.", "A dog."), ("DOGS, [MASK] bîrd", "the Bird see the dogs"),
    ]
  ) throws {
    _ = try model.export(as: .huggingFace, to: folder.file(name))
    let tokenizer = try model.vocabulary.tokenizer()
    let expected = Expected(
      sequences: ExportCase.sequences.map {
        .init(
          ids: $0.ids, segments: $0.segments,
          scores: ExportCase.scores(of: model, ids: $0.ids, segments: $0.segments))
      },
      texts: pairs.map { text, pair in
        let (ids, segments) = tokenizer.encode(text, pair: pair, maximum: 16)
        let numbers = segments.map { Int32($0) }
        return .init(
          text: text, pair: pair, ids: ids, segments: numbers,
          scores: ExportCase.scores(of: model, ids: ids, segments: numbers))
      })
    _ = try folder.write(JSONEncoder().encode(expected), to: "\(name)/expected.json")
  }

  /// Prints the differences, which are worth seeing also where they are small enough.
  private func check(_ names: [String], _ folder: TemporaryFolder) throws {
    let script = fixturePath("../check_export.py")
    let outcome = try Transformers.run([script] + names.map { folder.file($0) })
    print(outcome.output, terminator: "")
    #expect(outcome.status == 0, "\(outcome.output)")
  }
}
