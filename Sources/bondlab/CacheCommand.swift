internal import ArgumentParser
internal import Reporting
internal import Spec
internal import Storage

struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "The store: what it holds, damage, making room, moving it.",
    subcommands: [
      List.self, Verify.self, Clean.self, Pin.self, Unpin.self, Export.self, Import.self,
    ])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists finished stages with the size of their files.")
    @OptionGroup var results: ResultsArguments

    func run() throws {
      let rows = try results.reading().cachedStages().map { stage -> [Table.Cell] in
        [
          .text(String(stage.fingerprint.description.prefix(12))), .text(stage.kind),
          .text(stage.finished), stage.seconds.map { .number($0) } ?? .missing,
          .number(Double(stage.files)), .whole(stage.bytes),
        ]
      }
      let header = ["stage", "kind", "finished", "seconds", "files", "bytes"]
      print(TextExporter.render(Table(name: "cache", header: header, rows: rows)), terminator: "")
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract: "Reads every stored file and record, and sets damaged ones aside.")
    @OptionGroup var results: ResultsArguments

    func run() throws {
      if try results.reading().verify().isEmpty {
        print("every file is as it was stored")
        return
      }
      // Set aside, so that no run takes a damaged file for a sound one.
      let damaged = try results.writing().verify()
      for file in damaged { print("\(file.path): \(file.damage.rawValue)") }
      print("the next run does the stages again that these files belong to")
      throw ExitCode(1)
    }
  }

  struct Clean: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "gc", abstract: "Removes files that no recent run needs.",
      discussion: """
        Also kept is what runs in progress use, what pinned runs used, and what runs used whose \
        tables lie where 'run' or 'export' wrote them, as they were written. What no run here is \
        known to have used stays, too: imported stages, and after the database was lost and made \
        anew all that were done before. Figures are never removed.
        """)
    @OptionGroup var results: ResultsArguments
    @Option(help: "How many of each experiment's last runs are kept whole.")
    var keep = 3
    @Flag(help: "Only says what would be removed.")
    var dryRun = false
    @Flag(help: "Also removes files of stages that no run here is known to have used.")
    var unused = false

    func run() throws {
      let removed =
        dryRun
        ? try results.reading().removable(keepingRuns: keep, evenUnused: unused)
        : try results.writing().removeUnneeded(keepingRuns: keep, evenUnused: unused)
      for file in removed { print("\(file.path)  \(file.bytes) bytes  \(file.reason.rawValue)") }
      print("\(removed.reduce(0) { $0 + $1.bytes }) bytes \(dryRun ? "would be " : "")freed")
      if !unused { try tellOfUnused(than: dryRun ? removed.count : 0) }
    }

    /// - Parameter count: How many of what may go are told of already.
    private func tellOfUnused(than count: Int) throws {
      let all = try results.reading().removable(keepingRuns: keep, evenUnused: true).count
      if all > count {
        complain("\(all - count) files of stages that no known run used are kept: see --unused")
      }
    }
  }

  struct Pin: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pin", abstract: "Keeps the files of a run whatever is removed later.")
    @Argument(help: "The run's number, as `bondlab runs` lists it.")
    var number: Int
    @OptionGroup var results: ResultsArguments

    func run() throws { try results.writing().pin(run: number, true) }
  }

  struct Unpin: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "unpin", abstract: "Lets the files of a pinned run go when they are old.")
    @Argument(help: "The run's number, as `bondlab runs` lists it.")
    var number: Int
    @OptionGroup var results: ResultsArguments

    func run() throws { try results.writing().pin(run: number, false) }
  }
}
