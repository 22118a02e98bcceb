import FoundationEssentials
import Models
import Pipeline
import Spec
import Stages
import TestSupport
import Testing

@Suite("models and data that do not fit, in stages of every kind")
struct MisfitRunTests {
  /// Models that others left, each strange in its own way, by name.
  private static let foreign: [String: ForeignModel] = {
    var models: [String: ForeignModel] = [:]
    func add(_ name: String, _ change: (inout ForeignModel) -> Void) {
      models[name] = ForeignModel()
      change(&models[name, default: ForeignModel()])
    }
    add("plain") { _ in }
    add("alone") { $0.encoder.segments = 1 }
    add("short") { $0.encoder.positions = 2 }
    add("brief") { $0.encoder.positions = 5 }
    add("mute") { $0.tokens = [] }
    add("padded") { $0.encoder.vocabulary += 7 }
    add("thin") {
      $0.encoder = EncoderShape(
        layers: 2, hidden: 1, heads: 1, intermediate: 1, embedding: 1,
        vocabulary: ForeignModel.tokens.count, positions: 16)
    }
    add("headless") { ($0.classes, $0.hasLanguageHead) = ([], false) }
    add("scorer") { $0.classes = [ModelDescription.score] }
    add("single") { $0.classes = ["only"] }
    return models
  }()

  private static let trained = """
      pairs:
        {kind: load, dataset: {kind: table, train: pairs.tsv, pair: other}, max_length: 16,
         tokenizer: plain}
      scored:
        {kind: load, dataset: {kind: table, train: pairs.tsv, test: pairs.tsv, score: score},
         max_length: 16, tokenizer: plain}
      twice:
        kind: load
        dataset: {kind: table, train: pairs.tsv, pair: other, score: score}
        max_length: 16
        tokenizer: plain
      ordered:
        {kind: load, dataset: {kind: text, file: text.txt}, max_length: 16, tokenizer: plain,
         order: true}
      asked:
        {kind: load, dataset: {kind: SQuAD, folder: ., stride: 4, question: 4}, max_length: 16,
         tokenizer: plain}
      running:
        {kind: load, dataset: {kind: text, file: text.txt}, max_length: 16, tokenizer: plain}
      kinds:
        {kind: load, dataset: {kind: table, train: classes.tsv}, max_length: 12, tokenizer: plain}
      base:
        {kind: initialize, data: running, sharing: all,
         encoder: {layers: 2, hidden: 16, heads: 2, embedding: 8, max_positions: 16,
                   initializer_range: 0.2}}
      hidden:
        {kind: load, dataset: {kind: table, train: classes.tsv, test: hidden.tsv}, max_length: 16,
         tokenizer: plain}
      unknown:
        {kind: load, dataset: {kind: text, file: foreign.txt}, max_length: 16, tokenizer: plain}
      one: {kind: load, dataset: {kind: text, file: text.txt, limit: 1}, tokenizer: plain}
      two:
        {kind: load, dataset: {kind: table, train: pairs.tsv, limit: 2}, tokenizer: plain}
      mixed: {kind: mixture, tasks: [{name: kinds, data: kinds}, {name: grades, data: scored}]}
      wordy: {kind: mixture, tasks: [{name: words, data: running}, {name: kinds, data: kinds}]}
      classifier: {kind: train, model: base, data: kinds, steps: 1, batch_size: 4}
      regressor: {kind: train, model: base, data: scored, steps: 1, batch_size: 4}
      reader: {kind: train, model: base, data: asked, steps: 1, batch_size: 4}
      jack: {kind: train, model: base, data: mixed, steps: 1, batch_size: 4}
      deep:
        {kind: initialize, data: running, encoder: {layers: 3, hidden: 6, heads: 3,
         max_positions: 16},
         sharing: none}
      parts: {kind: decompose, model: classifier}
      table: {kind: decompose, model: deep, tensors: 3, bond: 2, embeddings: true}
      chained: {kind: initialize, from: parts, sharing: mpo, adapter: {rank: 2}}
      cut: {kind: initialize, from: table, sharing: mpo}
      relaxed: {kind: initialize, from: deep, sharing: relaxed, adapter: {rank: 2}}
      residual:
        kind: initialize
        from: deep
        sharing: {kind: residual, unique: 2}
        adapter: {rank: 1}
      narrow: {kind: initialize, from: classifier, sharing: bottleneck}
      expert:
        {kind: initialize, from: parts, sharing: mpo, experts: {count: 2, layers: [1]}}
      looped:
        kind: initialize
        from: deep
        sharing: {kind: loop, injection: true, output_scales: true, random_depth: true}
      atomic: {kind: initialize, from: deep, sharing: {kind: atoms, count: 2, row_scales: true}}
      routed:
        kind: merge
        base: classifier
        models: [{name: a, model: classifier}, {name: b, model: classifier}]
        method: {kind: smile, rank: 1}
      branched: {kind: initialize, from: deep, sharing: none, adapter: {kind: branches}}
      searched: {kind: search-multipliers, model: branched}

    """

  private static let models =
    [
      "donor", "base", "classifier", "regressor", "reader", "jack", "deep", "chained", "cut",
      "relaxed", "residual", "narrow", "expert", "looped", "atomic", "routed", "branched",
    ] + foreign.keys.sorted()

  private static let data = [
    "text", "classes", "running", "kinds", "pairs", "scored", "twice", "ordered", "asked", "hidden",
    "unknown", "one", "two", "mixed", "wordy",
  ]

  private static let files = [
    "pairs.tsv": "text\tother\tlabel\tscore\n"
      + (0..<9).map { "the old dog \($0)\ta green boat\tk\($0 % 2)\t\($0 % 5)\n" }.joined(),
    "train-v1.1.json": questions, "dev-v1.1.json": questions,
  ]

  private static let questions = """
    {"data": [{"title": "t", "paragraphs": [{"context": "the old dog sees a river and a stone",
     "qas": [{"id": "1", "question": "the dog", "answers": [{"text": "river", "answer_start": 19}]},
             {"id": "2", "question": "my", "answers": [{"text": "dog", "answer_start": 8}]}]}]}]}
    """

  /// Makes the stages whose outputs are read.
  private func laboratory() throws -> Laboratory {
    let folder = try TemporaryFolder()
    let loads = try Self.foreign.map { name, model in
      try model.write(into: folder.file(name))
      return "  \(name): {kind: load, model: {kind: folder, path: \(name)}}\n"
    }
    return try Laboratory(loads.sorted().joined() + Self.trained, files: Self.files, in: folder)
  }

  @Test("end with metrics or with a message, whatever the options are", arguments: 0..<4)
  func random(seed: Int) throws {
    var random = RandomStages(seed: UInt64(seed), models: Self.models, data: Self.data)
    let stages = (0..<250).map { (name: "t\($0)", text: random.next()) }
    let ends = try laboratory().ends(of: stages)
    let done = ends.values.count { if case .done = $0 { true } else { false } }
    #expect(ends.count == stages.count && done > 20)
    for (name, text) in stages { try expectWords(try #require(ends[name]), of: text) }
  }

  @Test("so do they on models and data of which the plan knew nothing", arguments: 4..<8)
  func swapped(seed: Int) throws {
    var random = RandomStages(seed: UInt64(seed), models: ["classifier"], data: ["kinds"])
    let stages = (0..<250).map { (name: "t\($0)", text: random.next()) }
    var numbers = SeededNumbers(seed: UInt64(seed))
    let ends = try laboratory().ends(of: stages) { name in
      let others = [Self.models, Self.data, ["parts", "table"]].first { $0.contains(name) } ?? []
      return others.randomElement(using: &numbers) ?? name
    }
    for (name, text) in stages { try expectWords(try #require(ends[name]), of: text) }
  }

  private func expectWords(_ end: Laboratory.Ending, of text: String) throws {
    switch end {
    case .refused(let errors):
      for error in errors { #expect(!error.problem.isEmpty && error.hint?.isEmpty != true) }
    case .failed(let error):
      let message = "\(error)"
      #expect(message.count > 20 && !message.hasPrefix("Error Domain"), "\(text): \(message)")
    case .done(let output):
      let wrong = output.metrics.filter { !$0.value.isFinite }
      #expect(wrong.isEmpty, "\(text): \(wrong)")
    }
  }
}
