import Foundation
import TestSupport

/// A small version of the quickstart on made-up sentences, in a folder of its own.
struct SmallExperiment {
  let folder: TemporaryFolder

  /// Writes the experiment.
  ///
  /// - Parameters:
  ///   - tuneSteps: Number of steps of each fine-tuning.
  ///   - seeds: Number of seeds; the experiment has 6 stages and 16 more for each.
  init(tuneSteps: Int = 4, seeds: Int = 2) throws {
    folder = try TemporaryFolder()
    _ = try folder.write(Self.sentences.map { "\($0.text)\n" }.joined().utf8, to: "sentences.txt")
    let rows = Self.sentences.map { "\($0.text)\t\($0.label)\n" }.joined()
    _ = try folder.write("text\tlabel\n\(rows)".utf8, to: "classes.tsv")
    _ = try folder.write(Self.spec(tuneSteps: tuneSteps, seeds: seeds).utf8, to: "small.yaml")
  }

  func run(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(["run", "small.yaml"] + arguments, in: folder)
  }

  func start(_ arguments: String...) throws -> RunningProgram {
    try RunningProgram(["run", "small.yaml"] + arguments, in: folder)
  }

  /// Reads the CSV files, by name.
  func tables(results: String = "Results") throws -> [String: Data] {
    let path = folder.file("\(results)/small")
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { $0.hasSuffix(".csv") }
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: URL(filePath: "\(path)/\($0)"))) }
    )
  }

  func table(_ name: String, results: String = "Results") throws -> [[String]] {
    let text = String(
      decoding: try tables(results: results)["\(name).csv"] ?? Data(), as: UTF8.self)
    return text.split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// Whether a training stage has saved a checkpoint that it has not yet finished with.
  var hasCheckpoint: Bool {
    let work = folder.file("Results/work")
    let files = FileManager.default.enumerator(atPath: work)?.compactMap { $0 as? String } ?? []
    return files.contains { $0.hasSuffix("/checkpoint.safetensors") }
  }

  /// The text of the logs of all stages.
  var logs: String {
    let root = folder.file("Results/logs")
    let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return files.compactMap { try? String(contentsOfFile: "\(root)/\($0)", encoding: .utf8) }
      .joined()
  }

  private static var sentences: [(text: String, label: String)] {
    let subjects = ["the old dog", "a small bird", "my green boat", "that tall tree"]
    let verbs = ["sees", "follows", "likes", "finds", "hears"]
    let objects = ["a river", "the stone", "some bread", "the north wind", "a red house"]
    let labels = ["animal", "animal", "thing", "plant"]
    return subjects.indices.flatMap { subject in
      verbs.flatMap { verb in
        objects.map { ("\(subjects[subject]) \(verb) \($0)", labels[subject]) }
      }
    }
  }

  private static func spec(tuneSteps: Int, seeds: Int) -> String {
    """
    experiment: small
    vars: {tune_steps: \(tuneSteps)}
    sweep:
      arm:
        all: {sharing: all, rank: 0}
        mpo: {sharing: mpo, rank: 0}
        mpo-adapter: {sharing: mpo, rank: 2}
        none: {sharing: none, rank: 0}
      seed: [\((1...seeds).map(String.init).joined(separator: ", "))]
    stages:
      text:
        kind: load
        dataset: {kind: text, file: sentences.txt}
        max_length: 16
        vocabulary: 300
      classes:
        kind: load
        dataset: {kind: table, train: classes.tsv, test: classes.tsv}
        max_length: 16
        tokenizer: text
      fresh:
        kind: initialize
        data: text
        encoder: {layers: 2, hidden: 16, heads: 2, embedding: 8, max_positions: 16}
        sharing: all
      donor: {kind: train, model: fresh, data: text, steps: 4, batch_size: 8}
      parts: {kind: decompose, model: donor}
      start:
        kind: initialize
        from: parts
        sharing: "${arm.sharing}"
        adapter: {rank: "${arm.rank}"}
        seed: "${seed}"
      grown: {kind: train, model: start, data: text, steps: 3, batch_size: 8, seed: "${seed}"}
      tuned:
        {kind: train, model: grown, data: classes, steps: "${tune_steps}", batch_size: 8,
         learning_rate: 0.01,
         seed: "${seed}"}
      score: {kind: evaluate, model: tuned, data: classes, split: test}
      verdict: {kind: ablate, over: arm, baseline: all, measure: score.accuracy, pair: seed}
    tables:
      main: {rows: [arm], columns: [parameters, score.accuracy, score.loss], over: seed}

    """
  }
}
