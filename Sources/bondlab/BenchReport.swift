internal import Reporting

/// Prints the rows of a long benchmark.
///
/// Each row goes to standard error as soon as it is measured, and all rows are printed as a table
/// at the end. As JSON, each row is printed at once, one object a line.
struct BenchReport {
  private let name: String
  private let header: [String]
  private let exporter: any Exporter.Type
  private var rows: [[Table.Cell]] = []

  init(_ name: String, header: [String], exporter: any Exporter.Type) {
    self.name = name
    self.header = header
    self.exporter = exporter
  }

  mutating func add(_ row: [Table.Cell]) {
    rows.append(row)
    if exporter == JSONExporter.self {
      print(JSONExporter.object(row, header: header))
    } else {
      complain(zip(header, row).map { "\($0) \($1.readable)" }.joined(separator: ", "))
    }
  }

  func finish() {
    guard exporter != JSONExporter.self else { return }
    print(exporter.render(Table(name: name, header: header, rows: rows)), terminator: "")
  }
}
