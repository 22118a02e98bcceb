/// What `--experimental-dump-help` prints of a program: its commands with their arguments.
struct CommandDump: Decodable {
  struct Command: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let arguments: [Argument]?
    let subcommands: [Command]?
    let shouldDisplay: Bool?
    let superCommands: [String]?
  }

  struct Argument: Decodable {
    let kind: String
    let names: [Name]?
    let valueName: String?
    let abstract: String?
    let defaultValue: String?
    let shouldDisplay: Bool
  }

  struct Name: Decodable {
    let kind: String
    let name: String

    var text: String { kind == "long" ? "--\(name)" : "-\(name)" }
  }

  let command: Command
}

extension CommandDump.Command {
  /// One section for the command and one for each command below it, in Markdown.
  var pages: String { ([section] + shownCommands.map(\.pages)).joined(separator: "\n\n") }

  private var shownCommands: [CommandDump.Command] {
    (subcommands ?? []).filter { $0.commandName != "help" && $0.shouldDisplay != false }
  }

  private var section: String {
    let name = ((superCommands ?? []) + [commandName]).joined(separator: " ")
    let rows = (arguments ?? []).compactMap(\.row)
    let table = rows.isEmpty ? [] : ["| argument | what it is | default |\n| --- | --- | --- |"]
    let parts = ["## \(name)", abstract.map { "\($0)." }, discussion].compactMap { $0 }
    return (parts + (table.isEmpty ? [] : [(table + rows).joined(separator: "\n")]))
      .joined(separator: "\n\n")
  }
}

extension CommandDump.Argument {
  /// A row of the table; nil for the arguments that all commands have.
  var row: String? {
    guard shouldDisplay, valueName != "help", valueName != "version" else { return nil }
    let words = (names ?? []).map(\.text).joined(separator: ", ")
    let value = valueName.map { "<\($0)>" } ?? ""
    let text = kind == "positional" ? value : kind == "flag" ? words : "\(words) \(value)"
    let about = (abstract ?? "").replacing("|", with: "\\|").replacing("\n", with: " ")
    return "| `\(text)` | \(about) | \(defaultValue.map { "`\($0)`" } ?? "") |"
  }
}
