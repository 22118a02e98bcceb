internal import ArgumentParser

struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Inspects, exports and imports models, and embeds texts with them",
    subcommands: [
      ModelInspectCommand.self, ModelEmbedCommand.self, ModelExportCommand.self,
      ModelImportCommand.self,
    ])
}
