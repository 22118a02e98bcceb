internal import Reporting

/// Rows of a long benchmark: told on standard error as they are done, and printed as a table at the
/// end; as JSON, each row is printed at once, one object a line.
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
