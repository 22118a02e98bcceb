internal import ArgumentParser
internal import Platform
internal import Spec
internal import Stages

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Writes a spec to start from into NAME.yaml",
    discussion: """
      The spec reads WordNet's nouns, or with `--table` a table of your own. As a `comparison`, it \
      compares two ways of sharing over three seeds. As a `sweep`, it varies depth, sharing and \
      bond dimension together, and has a table and three pictures for a paper. A file that is \
      there is never replaced.
      """)

  @Argument(help: "Name of the experiment, and of its folder of results")
  var name = "experiment"
  @Option(
    help: "What the spec is: \(SpecTemplate.allCases.map(\.rawValue).joined(separator: ", "))")
  var template = SpecTemplate.comparison
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
    let spec = template.text(name: name, dataset: dataset)
    _ = try ExperimentSpec.ofCatalog(Array(spec.utf8), file: path).plan()
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
