internal import ArgumentParser
internal import FoundationEssentials
internal import Pipeline
internal import Platform
internal import Reporting

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes a page with verdicts, tables, pictures and where every number comes from",
    discussion: """
      The page is one HTML file that needs no network and no other file. It begins with the \
      verdicts of comparisons; then come the tables, in which each number leads to the stages that \
      made it, and for each stage its options, the end of its log, and when and by what it was \
      done. \
      Like `table`, it shows the results of the spec as it is now.
      """)

  @OptionGroup var spec: SpecArguments
  @OptionGroup var results: ResultsArguments
  @Option(help: "File to write (otherwise report.html in the experiment's folder; - to print it)")
  var out: String?
  @OptionGroup var completeness: CompletenessArguments

  func run() throws {
    let stored = try StoredMetrics(spec, results)
    let page = ReportPage(try ReportContent(stored).report())
    if out == "-" {
      page.write { print($0, terminator: "") }
    } else {
      let path =
        out.map(HomeFolder.expanded) ?? "\(results.folder)/\(stored.plan.experiment)/report.html"
      try FileManager.default.createDirectory(
        atPath: URL(filePath: path).deletingLastPathComponent().path,
        withIntermediateDirectories: true)
      try writeAtomically(page, to: path)
      print(path)
    }
    try completeness.check(stored)
  }
}
