internal import Reporting

/// What came out when a table was made again.
struct ReproductionReport {
  let file: String
  let comparison: CSVComparison
  /// The classes of the machines that made the table, and that of this one; nil where they are the
  /// same.
  let classes: (former: [MachineClass], here: MachineClass)?
  let tolerance: Double
  /// Number of stages whose keys differ from those in the companion.
  let otherKeys: Int
  /// Number of stages in the companion.
  let stages: Int

  var isEqual: Bool { comparison.differences.isEmpty }

  var text: String {
    ([summary] + classLines + [keyLine].compactMap(\.self)).map { "\($0)\n" }.joined()
      + (isEqual ? "" : "\n" + TextExporter.render(differences))
  }

  private var summary: String {
    let cells = comparison.cells
    let differing = comparison.differences.count
    if differing > 0 { return "\(file): \(differing) of \(cells) cells differ" }
    if comparison.tolerated == 0 { return "\(file): all \(cells) cells are equal" }
    return "\(file): \(cells - comparison.tolerated) of \(cells) cells are equal, and "
      + "\(comparison.tolerated) differ by at most \(comparison.largestTolerated), relatively"
  }

  private var classLines: [String] {
    guard let classes else { return [] }
    let former = Set(classes.former.map(\.description)).sorted()
    return ["  tolerance \(tolerance), relatively, as the machine is of another class"]
      + (former.isEmpty ? ["unknown"] : former).map { "  made on: \($0)" }
      + ["  here:    \(classes.here)"]
  }

  /// A line about stages that are no longer what they were.
  private var keyLine: String? {
    guard !isEqual, otherKeys > 0 else { return nil }
    return "  \(otherKeys) of \(stages) stages have other keys than in the companion: their data, "
      + "the program or what they read is not the same"
  }

  /// A table of the cells that differ.
  private var differences: Table {
    func text(_ cell: String?) -> Table.Cell {
      .text(cell.map { $0.isEmpty ? "(empty)" : $0 } ?? "(none)")
    }
    return Table(
      name: "cells that differ",
      header: ["row", "of", "column", "in the file", "now", "relative difference"],
      rows: comparison.differences.map { difference in
        [
          difference.row == 0 ? .text("header") : .text("\(difference.row)"),
          .text(difference.labels.joined(separator: ", ")), .text(difference.column),
          text(difference.former), text(difference.new),
          difference.relative.map { .text("\($0)") } ?? .missing,
        ]
      })
  }
}
