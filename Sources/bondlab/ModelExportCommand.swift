internal import ArgumentParser
internal import Stages

struct ModelExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a model into a folder, for Transformers or for bondlab",
    discussion: """
      For Transformers, every matrix is contracted and its adapter added. The folder then holds a \
      plain BERT or ALBERT that computes the same as the model, its tokenizer, and a model card, \
      README.md, that says how it was made.
      """)

  @Argument(help: ModelReference.help)
  var model: String
  @Argument(help: "Folder to make")
  var folder: String
  @Option(help: "Layout of the folder: \(ModelTransfer.formats.joined(separator: ", "))")
  var format = "huggingface"
  @Flag(help: "Replace a model that is in the folder")
  var force = false
  @OptionGroup var results: ResultsArguments

  func validate() throws {
    guard ModelTransfer.formats.contains(format) else {
      let known = ModelTransfer.formats.joined(separator: ", ")
      throw ValidationError("there is no format '\(format)'; there are: \(known)")
    }
  }

  func run() throws {
    let (source, history) = try ModelReference(model).found(in: results)
    let written = try ModelTransfer.export(
      source, as: format, to: folder, replacing: force, history: history)
    for file in written.files { print(file) }
    print("\(written.parameters) parameters; \(written.reader)")
    for remark in written.remarks { print(remark) }
  }
}
