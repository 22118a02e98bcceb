internal import Pipeline
internal import Spec
internal import Statistics

/// A table ready to be written, with a header and rows of typed cells.
public struct Table: Sendable, Equatable {
  public enum Cell: Sendable, Equatable {
    case text(String)
    /// A count, such as parameters.
    case whole(Int)
    case number(Double)
    /// The mean over repetitions, their sample standard deviation (nil for one value) and their
    /// number; `short` if they are fewer than elsewhere, `extremes` if the least and the greatest
    /// are shown.
    case summary(
      mean: Double, deviation: Double?, count: Int, short: Shortage? = nil,
      extremes: ClosedRange<Double>? = nil)
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
  public enum Absence: String, Sendable, CaseIterable {
    case notRun = "not run"
    case failed
    /// The stage was run and left no such metric.
    case undefined

    /// The sentence about it below a table, for people.
    var explanation: String {
      switch self {
      case .notRun: "not run: there is no result of the spec as it is now."
      case .failed: "failed: the stage ended with an error in the last run."
      case .undefined: "–: the stage has no such metric here."
      }
    }
  }

  /// Words above several columns, and those above one of them.
  struct Group: Sendable, Equatable {
    let words: String
    let value: String
  }

  /// How people are shown a column.
  public struct Column: Sendable, Equatable {
    /// Words in place of the column's name.
    var label: String?
    /// For a column of several that differ by the value of an axis: what they have in common, and
    /// its own value.
    var group: Group?
    /// Unit of measurement; nil for plain numbers.
    var unit: String?
    /// Number of decimals; nil for the usual ones.
    var digits: Int?
    var isPercent = false
    var spread = Spread.std
    /// Which of two values is the better one, where best values are marked.
    var better: MetricDeclaration.Better?
    /// Indices of the rows with the best value, or one that doesn't differ from it.
    var best: Set<Int> = []
    /// Whether values have intervals, even if no cell has one.
    var hasInterval = false
    /// Whether programs are given the column and people aren't.
    var isDetail = false
    /// Number of the footnote that belongs to it; nil for none.
    var footnote: Int?
  }

  /// A text below the table that belongs to a row or a column.
  struct Footnote: Sendable, Equatable {
    /// The label of the row; that of a column has the footnote's number.
    let target: String
    let text: String
  }

  public internal(set) var name: String
  public internal(set) var header: [String]
  public internal(set) var rows: TableRows
  /// How people are shown each column of the header.
  var columns: [Column]
  /// Number of columns at the left that say what a row is.
  var keyColumns = 1
  /// A text above the table.
  var caption: String?
  /// What stands beside means and over how many values they are; nil where there are no means.
  var spreadNote: String?
  var footnotes: [Footnote] = []
  /// Sentences below the table, for people.
  var notes: [String] = []
  /// Whether the table compares arms, so that its notes are verdicts.
  var isComparison = false
  /// The stages that each cell of the first rows comes from, where that was asked for.
  var origins: [[[StageID]]] = []

  public init(name: String, header: [String], rows: [[Cell]]) {
    self.init(name: name, header: header, rows: TableRows(rows))
  }

  /// Creates a table whose rows may be made one by one as they are written.
  init(name: String, header: [String], rows: TableRows) {
    (self.name, self.header, self.rows) = (name, header, rows)
    columns = header.map { _ in Column() }
  }

  /// Returns the table with some of its columns.
  func keeping(columns kept: [Int]) -> Table {
    if kept.count == header.count { return self }
    var table = self
    table.header = kept.map { header[$0] }
    table.rows = TableRows(rows.map { row in kept.map { row[$0] } })
    table.columns = kept.map { columns[$0] }
    table.keyColumns = kept.count { $0 < keyColumns }
    table.origins = origins.map { row in kept.map { row[$0] } }
    return table
  }

  /// The table as people are shown it, without the columns of details.
  var withoutDetails: Table { keeping(columns: header.indices.filter { !columns[$0].isDetail }) }

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
