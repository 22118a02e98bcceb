internal import ArgumentParser

struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Models: what is in them, their vectors, and folders that others read and write.",
    subcommands: [
      ModelInspectCommand.self, ModelEmbedCommand.self, ModelExportCommand.self,
      ModelImportCommand.self,
    ])
}
