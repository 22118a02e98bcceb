internal import ArgumentParser
internal import Stages

struct ModelImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Reads a BERT or ALBERT of Transformers and writes it in bondlab's own layout")

  @Argument(
    help: """
      Folder with config.json, tensors and a vocabulary, or a name that `bondlab data list` shows
      """)
  var source: String
  @Argument(help: "Folder to make")
  var folder: String
  @Flag(help: "Replace a model that is in the folder")
  var force = false

  func run() throws {
    let written = try ModelTransfer.importing(
      KnownModelFolder(named: source)?.path ?? source, to: folder, replacing: force)
    for file in written.files { print(file) }
    print("\(written.parameters) parameters; \(written.reader)")
    for remark in written.remarks { print(remark) }
  }
}
