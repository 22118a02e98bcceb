internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import Platform
internal import Scheduling

struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Makes tables again from their companions, and compares every cell",
    discussion: """
      A companion, such as main.csv.json, lies beside each CSV file that `run` and `export` write. \
      Its spec is run in an empty store, with its text and its values of `--set`, and each cell of \
      the file that doesn't come out again is printed. On a machine of the same class, cells must \
      be equal; on another, numbers may differ by the tolerance. Exit code 1 if a cell differs or \
      a stage fails.
      """)

  @Argument(
    help: ArgumentHelp(
      "Companions of tables, such as Results/quickstart/main.csv.json", valueName: "companion"))
  var companions: [String]
  @Option(help: "Folder to keep the results in (otherwise a temporary one that is removed)")
  var results: String?
  @Option(
    help: """
      Largest relative difference of two numbers on a machine of another class; whole numbers and \
      texts must be equal on any
      """)
  var tolerance = 0.01
  @OptionGroup var limits: LimitArguments
  @Flag(help: "Show no progress; failures are still printed")
  var quiet = false

  func validate() throws {
    guard tolerance >= 0, tolerance.isFinite else {
      throw ValidationError("--tolerance must be a number from 0 on, such as 0.01")
    }
  }

  func run() throws {
    let tables = try readAll()
    let folder = try ReproductionFolder(results)
    defer { folder.removeUnlessKept() }
    if folder.isUsed {
      complain("\(folder.path) has results already; what is cached there is not done again")
    }
    var isReproduced = true
    for table in tables {
      let reproduction = Reproduction(table, in: folder.path, limits: limits, isQuiet: quiet)
      switch try reproduction.perform() {
      case .interrupted: throw ExitCode(3)
      case .failed: isReproduced = false
      case .done: break
      }
      let report = try reproduction.compare(tolerance: tolerance)
      print(report.text, terminator: "")
      if !report.isEqual { isReproduced = false }
    }
    if !isReproduced { throw ExitCode(1) }
  }

  /// Reads all companions before anything is run.
  ///
  /// - Throws: `ExitCode` after all problems were printed.
  private func readAll() throws -> [CommittedTable] {
    var tables: [CommittedTable] = []
    for path in companions {
      do {
        tables.append(try CommittedTable(companion: HomeFolder.expanded(path)))
      } catch {
        complain("\(error)")
      }
    }
    if tables.count < companions.count { throw ExitCode(2) }
    return tables
  }
}

/// The results folder of a reproduction.
private struct ReproductionFolder {
  let path: String
  private let isKept: Bool
  /// Whether something was there before.
  let isUsed: Bool

  init(_ kept: String?) throws {
    isKept = kept != nil
    path =
      kept.map(HomeFolder.expanded)
      ?? FileManager.default.temporaryDirectory.appending(path: "bondlab-reproduce-\(getpid())")
      .path
    isUsed = FileKind(atPath: "\(path)/bondlab.sqlite") == .file
  }

  /// Removes a temporary folder; workers that are about to end may hold it up for a moment.
  func removeUnlessKept() {
    if isKept { return }
    for _ in 0..<40 where FileManager.default.fileExists(atPath: path) {
      do { try FileManager.default.removeItem(atPath: path) } catch { usleep(50_000) }
    }
  }
}
