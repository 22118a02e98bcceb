internal import Pipeline
internal import Spec
internal import Statistics

/// A table as people are shown it: texts, and what is marked in them.
struct ShownTable {
  /// A cell as text.
  struct Cell {
    let text: String
    var isBest = false
    /// Number of the footnote that belongs to it, from 0; nil for none.
    var footnote: Int?
  }

  let name: String
  let caption: String?
  let header: [Cell]
  /// Columns side by side that have a heading in common.
  let groups: [HeadingGroup]
  /// For each column, whether none of its cells is text.
  let isNumeric: [Bool]
  /// For each column, whether a cell of it is marked as best.
  let marksBest: [Bool]
  /// What belongs to cells with a mark, in the order of the marks.
  let footnotes: [String]
  /// What belongs to the whole table.
  let notes: [String]
  private let table: Table

  init(_ whole: Table) {
    let table = whole.withoutDetails
    self.table = table
    (name, caption) = (table.name, table.caption)
    isNumeric = table.rows.isEmpty ? table.header.map { _ in false } : table.numericColumns
    marksBest = table.columns.map { !$0.best.isEmpty }
    footnotes = table.footnotes.map(\.text)
    header = table.header.indices.map { index in
      let (name, column) = (table.header[index], table.columns[index])
      return Cell(text: column.heading(name), footnote: column.footnote)
    }
    groups = HeadingGroup.groups(of: table.columns)
    let best =
      marksBest.contains(true)
      ? [
        "The best values are marked, and those that don't differ from them by Welch's t-test "
          + "(p of at least 0.05)."
      ] : []
    notes = best + table.notes
  }

  /// What stands beside means, where that isn't the standard deviation.
  var unusualSpread: String? {
    table.columns.allSatisfy { $0.spread == .std } ? nil : table.spreadNote
  }

  var spreadNote: String? { table.spreadNote }

  var count: Int { table.rows.count }

  /// Returns the cells of a row, each made when it is asked for.
  subscript(row: Int) -> [Cell] {
    table.rows[row].enumerated().map { index, cell in
      let column = table.columns[index]
      var shown = Cell(text: cell.readable(in: column), isBest: column.best.contains(row))
      if index < table.keyColumns, case .text(let label) = cell {
        shown.footnote = table.footnotes.firstIndex { $0.target == label }
      }
      return shown
    }
  }

  /// The number that the cell of a row shows; nil where it shows none.
  func number(_ row: Int, _ column: Int) -> Double? { table.rows[row][column].value }

  /// Whether the cell of a row is a number or a mean, and not a text.
  func isNumber(_ row: Int, _ column: Int) -> Bool {
    switch table.rows[row][column] {
    case .text, .absent, .missing: false
    case .whole, .number, .summary, .interval: true
    }
  }
}

extension Table.Column {
  /// The column's heading for people.
  ///
  /// - Parameter name: What stands there where the column has no words of its own.
  fileprivate func heading(_ name: String) -> String { decorated(label ?? name) }

  /// Returns words with the column's unit and direction.
  fileprivate func decorated(_ words: String) -> String {
    let unit = isPercent ? "%" : unit
    let arrow: String? =
      switch better {
      case .higher: "↑"
      case .lower: "↓"
      case .neither, nil: nil
      }
    return [NumberText.singleLine(words), unit.map { "(\($0))" }, arrow]
      .compactMap(\.self).joined(separator: " ")
  }

  /// Formats a value by the column's decimals, or by `usual` where it has none.
  fileprivate func text(_ value: Double, usual: (Double) -> String) -> String {
    let scaled = isPercent ? value * 100 : value
    guard let decimals = digits ?? (isPercent ? 2 : nil) else { return usual(scaled) }
    return NumberText.fixed(scaled, decimals: decimals)
  }
}

extension Table.Cell {
  /// The cell as people read it in a column.
  func readable(in column: Table.Column) -> String {
    switch self {
    case .number(let value): return column.text(value, usual: NumberText.readable)
    case .interval(let value, let low, let high):
      let texts = [value, low, high].map { $0.map { column.text($0, usual: NumberText.readable) } }
      guard let low = texts[1], let high = texts[2] else { return texts[0] ?? "" }
      return "\(texts[0] ?? "") [\(low), \(high)]"
    case .summary(let mean, let deviation, let count, let short, let extremes):
      return column.summary(mean, deviation, count, extremes)
        + (short.map { " (\(Self.words(count, $0)))" } ?? "")
    case .absent(.undefined): return "–"
    case .text, .whole, .absent, .missing: return readable
    }
  }
}

extension Table.Column {
  /// Formats a mean with what the column shows beside it.
  fileprivate func summary(
    _ mean: Double, _ deviation: Double?, _ count: Int, _ extremes: ClosedRange<Double>?
  ) -> String {
    switch spread {
    case .std: return pair(mean, deviation)
    case .sem: return pair(mean, deviation.map { $0 / Double(count).squareRoot() })
    case .none: return pair(mean, nil)
    case .ci95:
      guard count >= ArmMetrics.fewestPairs, let deviation else { return pair(mean, nil) }
      let interval = Interval(ofMean: mean, deviation: deviation, count: count)
      return brackets(mean, "[", interval?.lowerBound, ", ", interval?.upperBound, "]")
    case .range:
      return brackets(mean, "(", extremes?.lowerBound, " to ", extremes?.upperBound, ")")
    }
  }

  private func pair(_ mean: Double, _ deviation: Double?) -> String {
    if digits == nil && !isPercent { return NumberText.pair(mean, deviation) }
    return [mean, deviation].compactMap { $0.map { text($0, usual: NumberText.readable) } }
      .joined(separator: " ± ")
  }

  private func brackets(
    _ mean: Double, _ open: String, _ low: Double?, _ between: String, _ high: Double?,
    _ close: String
  ) -> String {
    func four(_ value: Double) -> String { NumberText.pair(value, nil) }
    let middle = text(mean, usual: four)
    guard let low, let high else { return middle }
    return "\(middle) \(open)\(text(low, usual: four))\(between)\(text(high, usual: four))\(close)"
  }
}

/// A heading that several columns side by side have in common.
struct HeadingGroup: Equatable {
  let text: String
  let columns: Range<Int>
  /// What stands above each of the columns, below the heading in common.
  let values: [String]

  /// Finds the columns with a heading in common, from left to right.
  static func groups(of columns: [Table.Column]) -> [HeadingGroup] {
    var groups: [HeadingGroup] = []
    for (index, column) in columns.enumerated() {
      guard let group = column.group else { continue }
      let text = column.decorated(group.words)
      if let last = groups.last, last.columns.upperBound == index, last.text == text {
        groups[groups.count - 1] = HeadingGroup(
          text: text, columns: last.columns.lowerBound..<index + 1,
          values: last.values + [group.value])
      } else {
        groups.append(
          HeadingGroup(text: text, columns: index..<index + 1, values: [group.value]))
      }
    }
    return groups
  }
}
