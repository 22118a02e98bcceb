internal import ArgumentParser
internal import Reporting
internal import Spec
internal import Storage

struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Lists, verifies, cleans up and moves the store of finished stages",
    subcommands: [
      List.self, Verify.self, Clean.self, Pin.self, Unpin.self, Export.self, Import.self,
    ])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists finished stages with the size of their files")
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
      abstract: "Reads every stored file and record, and sets damaged ones aside")
    @OptionGroup var results: ResultsArguments

    func run() throws {
      if try results.reading().verify().isEmpty {
        print("every file is as it was stored")
        return
      }
      // Damaged files are set aside, so that no run takes one for a sound file.
      let damaged = try results.writing().verify()
      for file in damaged { print("\(file.path): \(file.damage.rawValue)") }
      print("the next run repeats the stages that these files belong to")
      throw ExitCode(1)
    }
  }

  struct Clean: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "gc", abstract: "Removes files that no recent run needs",
      discussion: """
        Files are also kept where a run in progress uses them, where a pinned run used them, and \
        where a run used them whose tables are still as 'run' or 'export' wrote them. Files that \
        no run here is known to have used are kept, too: those of imported stages, and, where the \
        database was lost and rebuilt, those of all earlier stages. Metrics are never removed.
        """)
    @OptionGroup var results: ResultsArguments
    @Option(help: "Number of last runs of each experiment whose files are all kept")
    var keep = 3
    @Flag(help: "Only print what would be removed")
    var dryRun = false
    @Flag(help: "Also remove files of stages that no run here is known to have used")
    var unused = false

    func run() throws {
      let removed =
        dryRun
        ? try results.reading().removable(keepingRuns: keep, evenUnused: unused)
        : try results.writing().removeUnneeded(keepingRuns: keep, evenUnused: unused)
      for file in removed { print("\(file.path)  \(file.bytes) bytes  \(file.reason.rawValue)") }
      print("\(removed.reduce(0) { $0 + $1.bytes }) bytes \(dryRun ? "would be " : "")freed")
      if !unused { try noteUnused(beyond: dryRun ? removed.count : 0) }
    }

    /// Says how many files are kept because no run is known to have used them.
    ///
    /// - Parameter count: Number of removable files that were printed already.
    private func noteUnused(beyond count: Int) throws {
      let all = try results.reading().removable(keepingRuns: keep, evenUnused: true).count
      if all > count {
        complain("\(all - count) files of stages that no known run used are kept: see --unused")
      }
    }
  }

  struct Pin: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pin", abstract: "Keeps the files of a run whatever is removed later")
    @Argument(help: "Number of the run, as `bondlab runs` lists it")
    var number: Int
    @OptionGroup var results: ResultsArguments

    func run() throws { try results.writing().pin(run: number, true) }
  }

  struct Unpin: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "unpin", abstract: "Allows the files of a pinned run to be removed again")
    @Argument(help: "Number of the run, as `bondlab runs` lists it")
    var number: Int
    @OptionGroup var results: ResultsArguments

    func run() throws { try results.writing().pin(run: number, false) }
  }
}
