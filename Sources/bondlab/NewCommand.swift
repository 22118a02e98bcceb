internal import ArgumentParser
internal import Platform
internal import Spec
internal import Stages

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Writes a spec to start from into NAME.yaml",
    discussion: """
      The spec compares two ways of sharing over three seeds. It reads WordNet's nouns, or with \
      `--table` a table of your own. A file that is there is never replaced.
      """)

  @Argument(help: "Name of the experiment, and of its folder of results")
  var name = "experiment"
  @Option(
    help: ArgumentHelp("TSV file with a header row and a text and a class a row", valueName: "file")
  )
  var table: String?
  @Option(help: ArgumentHelp("Column of the texts", valueName: "column"))
  var text = "text"
  @Option(help: ArgumentHelp("Column of the classes", valueName: "column"))
  var label = "label"

  func validate() throws {
    guard SpecName.isFolderName(name) else {
      throw ValidationError(
        "'\(name)' can't name an experiment; use letters, digits, '_', '-' and '.', "
          + "beginning with a letter or a digit")
    }
  }

  func run() throws {
    let path = "\(name).yaml"
    guard !FileSystem.exists(path) else {
      throw RequestError("\(path) is there already; choose another name")
    }
    let spec = FirstSpec(name: name, dataset: dataset).text
    _ = try ExperimentSpec(Array(spec.utf8), file: path).plan()
    try DurableFile.write(Array(spec.utf8), to: path)
    print(path)
    complain("next: bondlab validate \(path); bondlab plan \(path); bondlab run \(path)")
  }

  private var dataset: String {
    guard let table else { return "{kind: wordnet-nouns, limit: 6000}" }
    let (file, text, label) = (quoted(table), quoted(text), quoted(label))
    return "{kind: table, train: \(file), text: \(text), label: \(label)}"
  }

  /// Writes a text as YAML reads it, whatever characters it has.
  private func quoted(_ text: String) -> String {
    "'\(text.replacing("'", with: "''"))'"
  }
}

/// The spec that ``NewCommand`` writes.
struct FirstSpec {
  let name: String
  /// The data set as a spec says it.
  let dataset: String

  var text: String {
    """
    # Two ways of sharing the layers of a small encoder, compared over three seeds.
    # Every option is explained by `bondlab stages KIND`.
    experiment: \(name)
    about: Full sharing against no sharing.
    vars: {steps: 200}
    sweep:
      sharing: [none, all]
      seed: [1, 2, 3]
    stages:
      texts:
        kind: load
        dataset: \(dataset)
        max_length: 32
        vocabulary: 2000
      start:
        kind: initialize
        data: texts
        encoder: {layers: 2, hidden: 64, heads: 4, max_positions: 32, initializer_range: 0.05}
        sharing: "${sharing}"
        seed: "${seed}"
      tuned:
        kind: train
        model: start
        data: texts
        steps: "${steps}"
        batch_size: 32
        learning_rate: 0.002
        seed: "${seed}"
      score: {kind: evaluate, model: tuned, data: texts}
      words: {kind: bag-of-words, data: texts}
      verdict: {kind: ablate, over: sharing, baseline: none, measure: score.accuracy, pair: seed}
    tables:
      main:
        rows: [sharing]
        columns: [score.parameters, score.loss, score.accuracy]
        over: seed
        references:
          bag of words: {score.accuracy: words.accuracy}
          majority class: {score.accuracy: words.majority_share}

    """
  }
}
