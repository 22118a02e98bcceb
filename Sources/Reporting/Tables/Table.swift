/// A table ready to be written, with a header and rows of typed cells.
public struct Table: Sendable, Equatable {
  public enum Cell: Sendable, Equatable {
    case text(String)
    /// A count, such as parameters.
    case whole(Int)
    case number(Double)
    /// The mean over repetitions, their sample standard deviation (nil for one value) and their
    /// number; `short` if they are fewer than elsewhere.
    case summary(mean: Double, deviation: Double?, count: Int, short: Shortage? = nil)
    /// A value with an interval around it, whose ends are nil where it has none.
    case interval(Double, low: Double?, high: Double?)
    /// A value that should be there and isn't, and why.
    case absent(Absence)
    /// No value, and none that should be there.
    case missing
  }

  /// Why a mean is over fewer values than others.
  public enum Shortage: Sendable, Equatable {
    /// The plan has no more values here.
    case planned
    /// The plan has this many values, some of which are missing.
    case of(Int)
  }

  /// Why a value isn't there.
  public enum Absence: String, Sendable {
    case notRun = "not run"
    case failed
  }

  public let name: String
  public let header: [String]
  public let rows: TableRows
  /// Names of the columns that have intervals, even where no cell has one.
  let intervals: Set<String>
  /// Names of columns that programs are given and people aren't.
  let details: Set<String>
  /// Sentences that stand below the table, for people.
  public let notes: [String]

  public init(name: String, header: [String], rows: [[Cell]]) {
    self.init(name: name, header: header, rows: TableRows(rows))
  }

  init(
    name: String, header: [String], rows: [[Cell]], intervals: Set<String>, details: Set<String>,
    notes: [String]
  ) {
    self.init(
      name: name, header: header, rows: TableRows(rows), intervals: intervals, details: details,
      notes: notes)
  }

  /// Creates a table whose rows may be made one by one as they are written.
  init(
    name: String, header: [String], rows: TableRows, intervals: Set<String> = [],
    details: Set<String> = [], notes: [String] = []
  ) {
    (self.name, self.header, self.rows) = (name, header, rows)
    (self.intervals, self.details, self.notes) = (intervals, details, notes)
  }

  /// The table as people are shown it, without the columns of details.
  public var withoutDetails: Table {
    let kept = header.indices.filter { !details.contains(header[$0]) }
    if kept.count == header.count { return self }
    return Table(
      name: name, header: kept.map { header[$0] },
      rows: rows.map { row in kept.map { row[$0] } }, intervals: intervals, details: [],
      notes: notes)
  }

  /// For each column, whether none of its cells is text.
  var numericColumns: [Bool] {
    var isNumeric = header.map { _ in true }
    for row in rows {
      for (column, cell) in row.enumerated() where !cell.isNumeric { isNumeric[column] = false }
    }
    return isNumeric
  }
}

/// The rows of a table, either listed or each made when it is asked for, so that a long table takes
/// no memory beyond what it is made from.
public struct TableRows: RandomAccessCollection, Sendable, Equatable, ExpressibleByArrayLiteral {
  private enum Source: Sendable {
    case listed([[Table.Cell]])
    case made(Int, @Sendable (Int) -> [Table.Cell])
  }

  private let source: Source

  init(_ rows: [[Table.Cell]]) { source = .listed(rows) }

  init(count: Int, _ row: @escaping @Sendable (Int) -> [Table.Cell]) {
    source = .made(count, row)
  }

  public init(arrayLiteral rows: [Table.Cell]...) { self.init(rows) }

  public var startIndex: Int { 0 }

  public var endIndex: Int {
    switch source {
    case .listed(let rows): rows.count
    case .made(let count, _): count
    }
  }

  public subscript(position: Int) -> [Table.Cell] {
    switch source {
    case .listed(let rows): rows[position]
    case .made(_, let row): row(position)
    }
  }

  public static func == (a: TableRows, b: TableRows) -> Bool { a.elementsEqual(b) }
}

extension Table.Cell {
  /// Creates a count from a whole number of at least 1000, and a measurement from any other value.
  init(_ value: Double) {
    self =
      value == value.rounded() && abs(value) >= 1000 && abs(value) < 1e15
      ? .whole(Int(value)) : .number(value)
  }
}
