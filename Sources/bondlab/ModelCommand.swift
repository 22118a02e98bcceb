internal import ArgumentParser

struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Models that stages have left.",
    subcommands: [ModelExportCommand.self, ModelImportCommand.self])
}
