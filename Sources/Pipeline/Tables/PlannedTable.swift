public import Spec

/// A table that the spec asks for.
public struct PlannedTable: Sendable {
  public let name: String
  /// Sweep axes, for which the table has a row for each combination of their labels.
  public let rows: [String]
  /// Metrics with or without their stages, such as `score.accuracy` and `parameters`.
  public let columns: [String]
  /// For columns that name no stage, the stage whose metric it is; columns of stages whose metrics
  /// are known only when they have run are left out.
  public let stages: [String: String]
  /// The axis averaged over, if any.
  public let over: String?
  /// The rows below those of the axes, such as the metrics of a baseline that varies over none of
  /// the axes.
  public let references: [Reference]
  public let look: TableLook

  /// A row of metrics of stages that don't vary over the axes of the table's rows.
  public struct Reference: Sendable {
    public let name: String
    /// The row's metrics by column, as STAGE.METRIC.
    public let metrics: [String: String]

    public init(name: String, metrics: [String: String]) {
      self.name = name
      self.metrics = metrics
    }
  }

  public init(
    name: String, rows: [String], columns: [String], stages: [String: String] = [:], over: String?,
    references: [Reference] = [], look: TableLook = TableLook()
  ) {
    self.name = name
    self.rows = rows
    self.columns = columns
    self.stages = stages
    self.over = over
    self.references = references
    self.look = look
  }
}

/// What a table is limited to, how its rows are sorted, and how people are shown it.
public struct TableLook: Sendable {
  /// How people are shown a column.
  public struct Column: Sendable {
    /// Words in place of the metric's name.
    public var label: String?
    /// Number of decimals; nil for the usual ones.
    public var digits: Int?
    public var isPercent = false
    /// Whether the best value is marked.
    public var marksBest = false

    public init() {}
  }

  /// A text below the table.
  public struct Footnote: Sendable {
    /// The label of the row or column that has its mark; nil for the whole table.
    public let target: String?
    public let text: String

    public init(target: String? = nil, _ text: String) {
      (self.target, self.text) = (target, text)
    }
  }

  /// The column by which rows are sorted.
  public struct RowOrder: Sendable {
    public let column: String
    /// Whether the least comes first; nil for the best first.
    public let isAscending: Bool?

    public init(by column: String, isAscending: Bool? = nil) {
      (self.column, self.isAscending) = (column, isAscending)
    }
  }

  /// The labels that are kept, by axis.
  public var filter: [String: Set<String>] = [:]
  /// The axis whose values become columns.
  public var pivot: String?
  /// In the order of the table's columns; empty where they have no look of their own.
  public var columns: [Column] = []
  public var order: RowOrder?
  public var spread = Spread.std
  public var caption: String?
  public var footnotes: [Footnote] = []
  /// Rows of published numbers, below all others.
  public var published: [PublishedRow] = []

  public init() {}

  /// Returns whether a cell is among those that the table is limited to.
  public func shows(_ cell: [Coordinate]) -> Bool {
    cell.allSatisfy { filter[$0.axis]?.contains($0.label) ?? true }
  }
}
