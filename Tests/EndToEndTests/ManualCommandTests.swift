import Foundation
import TestSupport
import Testing

/// With `RECORD_GOLDEN` set, these tests write what they would compare.
private let isRecording = ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil

@Suite("the manual's commands")
struct ManualCommandTests {
  @Test("has the options and metrics that the program prints")
  func reference() throws {
    let folder = try TemporaryFolder()
    let tables = try Program.run(["stages", "--format", "markdown"], in: folder).output
    let pictures = try Program.run(
      ["stages", "--pictures", "--format", "markdown"], in: folder
    ).output
    try expectPage(
      "Reference",
      "Each kind of stage has the options and leaves the metrics listed here, which "
        + "`./bondlab stages` prints, too.",
      body: "\n\(tables)".replacing("\n### ", with: "\n## ") + "## Pictures\n\n" + pictures)
  }

  @Test("has the commands and flags that the program has")
  func commands() throws {
    let folder = try TemporaryFolder()
    let dump = try Program.run(["--experimental-dump-help"], in: folder).output
    let tool = try JSONDecoder().decode(CommandDump.self, from: Data(dump.utf8))
    try expectPage(
      "Commands",
      "Each command of `./bondlab` takes the arguments listed here, which `--help` "
        + "explains, too.", body: tool.command.pages)
  }

  private func expectPage(_ name: String, _ sentence: String, body: String) throws {
    let path = "\(ManualPage.folder)/\(name).md"
    let text = "# \(name)\n\n\(sentence)\n\n\(body.trimmingCharacters(in: .newlines))\n"
    if isRecording { try text.write(toFile: path, atomically: true, encoding: .utf8) }
    #expect(text.count > 2000)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text, "\(path)")
  }

  @Test("has a tutorial that prints what it shows, typed line by line")
  func tutorial() throws {
    var page = try ManualPage("\(ManualPage.folder)/Tutorial.md")
    let folder = try TemporaryFolder()
    let spec = page.blocks.filter { $0.language == "yaml" }.map(\.text).joined()
    _ = try folder.write(spec.utf8, to: "my.yaml")
    var outputs: [(block: ManualPage.Block, text: String)] = []
    for (script, output) in page.commands where canRun(script.text) {
      let outcome = try Program.run(script: script.text, in: folder)
      #expect(outcome.status == 0, "\(script.text)\(outcome.complaints)")
      guard let output else { continue }
      outputs.append((output, outcome.output))
      if !isRecording { #expect(comparable(output.text) == comparable(outcome.output)) }
    }
    #expect(outputs.count >= 8)
    if isRecording { try page.write(outputs) }
  }

  @Test("begins with commands of the README that work, with small numbers in place of large ones")
  func readme() throws {
    let page = try ManualPage("\(repository)/README.md")
    let folder = try TemporaryFolder()
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: folder.file("Experiments"), withDestinationPath: "\(repository)/Experiments")
    for (script, _) in page.commands where canRun(script.text) {
      let outcome = try Program.run(script: small(script.text), in: folder)
      #expect(outcome.status == 0, "\(script.text)\(outcome.complaints)")
    }
    #expect(files.fileExists(atPath: folder.file("Results/quickstart/main.csv")))
  }

  /// Makes commands with the quickstart short enough for a test.
  private func small(_ script: String) -> String {
    let spec = "Experiments/quickstart.yaml"
    let sizes =
      "--set donor_steps=8 --set continue_steps=4 --set tune_steps=8 --set 'arm=[all, mpo]'"
    return script.split(separator: "\n").map { line in
      let seed = line.contains("seed=") ? "" : " --set seed=1"
      return line.replacing(spec, with: "\(spec) \(sizes)\(seed)")
    }.joined(separator: "\n")
  }

  /// Whether a test can run a script: tests themselves, packages and downloads are left out.
  private func canRun(_ script: String) -> Bool {
    let isForeign = ["Tests/run.sh", "--package", "data get", "git clone"].contains {
      script.contains($0)
    }
    return !isForeign && (!script.contains("sqlite3") || Self.hasSQLite)
  }

  private static let hasSQLite = ["/usr/bin/sqlite3", "/usr/local/bin/sqlite3"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Replaces what differs between machines: times, numbers of cores, predicted memory, and the
  /// widths of columns.
  private func comparable(_ text: String) -> String {
    text.replacing(/\d+(\.\d+)? (ms|s|min|h)\b/, with: "TIME").replacing(/on \d+ cores?/, with: "")
      .replacing(/\d+\.\d+ … \d+\.\d+/, with: "MEMORY").replacing(/[ -]+/, with: " ")
  }
}
