internal import ArgumentParser

struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Models by themselves: what is in them, and their vectors.",
    subcommands: [ModelInspectCommand.self, ModelEmbedCommand.self])
}
