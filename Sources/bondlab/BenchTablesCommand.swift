internal import ArgumentParser
internal import FoundationEssentials
internal import Reporting

struct BenchTablesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tables",
    abstract: "Times tables, their export and the comparison of runs, for many trials",
    discussion: """
      The command fills a store in a temporary folder. Every time is the best of several and \
      begins with the opening of the database. `table` reads final metrics and makes a table with \
      a row for each trial; `csv` writes that table into a file; `export` writes it and \
      results.csv; `diff` compares two runs in which one trial in a hundred differs, `diff_all` \
      two in which all differ. `curves` is by how much longer `table` takes where the store also \
      holds learning curves. `target` is the project's own limit at the standard sizes.
      """)

  @Option(help: "Number of trials; each is a row of the table")
  var trials = 10_000
  @Option(help: "Number of final metrics of each trial")
  var metrics = 20
  @Option(help: "Number of points of all learning curves together, for `curves`")
  var points = 1_000_000
  @Option(help: "How often everything is timed")
  var times = 7
  @OptionGroup var output: BenchFormatArguments

  func validate() throws {
    guard [trials, metrics, times].allSatisfy({ $0 > 0 }), points >= 0 else {
      throw ValidationError("--trials, --metrics and --times must be at least 1, --points 0")
    }
  }

  func run() throws {
    var report = BenchReport(
      "tables", header: ["what", "value", "unit", "target"], exporter: try output.exporter)
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "bondlab-tables-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let plain = TableBenchmark(folder: "\(folder)/plain", trials: trials, metrics: metrics)
    let runs = try [0, (plain.trials + 99) / 100, plain.trials].map { changed in
      try plain.fill(TableBenchmark.Shape(changed: changed))
    }
    let looks = TableBenchmark.Looks(plain, run: runs[0])
    func add(_ name: String, target: Double?, _ work: () throws -> Void) rethrows {
      report.add([
        .text(name), .number(try best(work)), .text("ms"), target.map { .number($0) } ?? .missing,
      ])
    }
    try add("table", target: 150) { _ = try looks.table() }
    try add("csv", target: 300) { try looks.csv(to: fresh("\(folder)/main.csv")) }
    try add("export", target: nil) { try looks.export(to: fresh("\(folder)/tables")) }
    try add("diff", target: 50) { _ = try looks.difference(to: runs[1]) }
    try add("diff_all", target: nil) { _ = try looks.difference(to: runs[2]) }
    report.add([
      .text("curves"), .number(try slowdown(beside: looks, folder)), .text("%"), .number(10),
    ])
    report.finish()
  }

  /// Measures by how many per cent `table` takes longer where the store has learning curves.
  ///
  /// The two are timed in turns, so that a busy moment of the machine affects both.
  private func slowdown(beside looks: TableBenchmark.Looks, _ folder: String) throws -> Double {
    let long = TableBenchmark(folder: "\(folder)/curves", trials: trials, metrics: metrics)
    let run = try long.fill(TableBenchmark.Shape(points: points / long.trials))
    let others = TableBenchmark.Looks(long, run: run)
    var (without, with) = (Double.infinity, Double.infinity)
    for _ in 0..<times {
      without = min(without, try milliseconds { _ = try looks.table() })
      with = min(with, try milliseconds { _ = try others.table() })
    }
    return (with / without - 1) * 100
  }

  private func best(_ work: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<times { best = min(best, try milliseconds(work)) }
    return best
  }

  private func milliseconds(_ work: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure(work) / .milliseconds(1)
  }

  /// Removes what is at a path and returns the path, so that everything is written each time.
  private func fresh(_ path: String) -> String {
    try? FileManager.default.removeItem(atPath: path)
    return path
  }
}
