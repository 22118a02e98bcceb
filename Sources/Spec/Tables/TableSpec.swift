package import YAML

/// What tables show beside a mean.
public enum Spread: String, Sendable, CaseIterable {
  /// The sample's standard deviation.
  case std
  /// The standard error of the mean.
  case sem
  /// The 95 % interval of the mean by Student's t, from three values on.
  case ci95
  /// The least and the greatest value.
  case range
  case none
}

/// A table as written; the planner checks whether its names mean anything.
package struct TableSpec: Sendable {
  package let name: String
  package let mark: Mark
  /// Names of axes; nil where the table has no `rows`.
  package let rows: [LocatedText]?
  package let columns: [ColumnSpec]
  package let over: LocatedText?
  package let references: [ReferenceSpec]
  /// The values of axes that the table is limited to.
  package let filter: [AxisFilterSpec]
  /// The axis whose values become columns.
  package let pivot: LocatedText?
  package let order: RowOrderSpec?
  package let spread: Spread
  /// Whether the best value of every column is marked.
  package let marksBest: Bool
  package let caption: String?
  package let footnotes: [FootnoteSpec]
  /// The rows of published numbers.
  package let published: [PublishedRow]
}

/// A column of a table as written.
package struct ColumnSpec: Sendable {
  package let metric: LocatedText
  /// Words for people in place of the metric's name.
  package var label: String?
  /// Number of decimals; nil for the usual ones.
  package var digits: Int?
  package var isPercent = false
  /// Whether the column's best value is marked; nil where the table decides.
  package var marksBest: Bool?

  init(_ metric: LocatedText) { self.metric = metric }

  package var text: String { metric.text }
}

/// The values of an axis that a table is limited to.
package struct AxisFilterSpec: Sendable {
  package let axis: LocatedText
  package let labels: [LocatedText]
}

/// The column by which rows are sorted.
package struct RowOrderSpec: Sendable {
  package let column: LocatedText
  /// Whether the least comes first; nil for the best first.
  package let isAscending: Bool?
}

/// A text below a table.
package struct FootnoteSpec: Sendable {
  /// The label of the row or column that has the footnote's mark; nil for the whole table.
  package let target: LocatedText?
  package let text: String
}

/// A row below a table as written, with metrics of stages that don't vary over the table's rows.
package struct ReferenceSpec: Sendable {
  package let name: LocatedText
  package let entries: [Entry]

  /// The metric that the row has in a column.
  package struct Entry: Sendable {
    package let column: LocatedText
    package let measure: LocatedText
  }
}

/// A row of numbers from a publication.
public struct PublishedRow: Sendable, Hashable {
  public let name: String
  /// The numbers by column.
  public let values: [String: Double]
  /// Where they were published: the work, and which of its tables.
  public let source: String

  public init(name: String, values: [String: Double], source: String) {
    (self.name, self.values, self.source) = (name, values, source)
  }
}
