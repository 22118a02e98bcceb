/// Writes tab-separated values; tabs and line ends in a cell become spaces.
public enum TabExporter: Exporter {
  public static let name = "tsv"

  public static func write(_ table: Table, to sink: (String) throws -> Void) rethrows {
    try sink(line(table.header))
    for row in table.rows { try sink(line(row.map(\.readable))) }
  }

  private static func line(_ cells: [String]) -> String {
    cells.map { cell in
      String(cell.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    }.joined(separator: "\t") + "\n"
  }
}
