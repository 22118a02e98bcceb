internal import Pipeline
internal import Spec
internal import Statistics

/// Makes a table that the spec asks for from the final metrics.
struct PivotTable {
  /// The largest grid that a table shows whole; of a larger one it shows the cells that have
  /// values.
  private static let fullGridLimit = 100_000

  /// A column of the table: a metric, and the value of the axis that makes columns.
  private struct Shown {
    let metric: String
    /// Index of the metric among the table's columns.
    let index: Int
    /// Where the table pivots and the metric's stage varies over that axis.
    let coordinate: Coordinate?
    let column: TableColumn
    let stage: String?

    /// The column's name for programs.
    var name: String { metric + (coordinate.map { "[\($0.axis)=\($0.label)]" } ?? "") }
  }

  private let planned: PlannedTable
  private let plan: Plan
  private let rows: ResultRows
  private let finals: FinalMetrics
  private let absent: [Int: Table.Absence]
  private let projected: ProjectedCells
  /// Whether tables tell which stages each cell comes from.
  private let isTraced: Bool

  /// Projects the cells of all metrics onto the table's axes.
  ///
  /// - Parameter absent: Why a source of the rows has no metrics, by the source's index.
  init(
    _ planned: PlannedTable, _ plan: Plan, _ rows: ResultRows, _ finals: FinalMetrics,
    absent: [Int: Table.Absence], isTraced: Bool
  ) {
    (self.planned, self.plan, self.rows, self.finals) = (planned, plan, rows, finals)
    (self.absent, self.isTraced) = (absent, isTraced)
    let axes = planned.rows + (planned.look.pivot.map { [$0] } ?? [])
    projected = ProjectedCells(rows.sources, rows: axes, over: planned.over)
  }

  /// Makes the table.
  ///
  /// - Parameter columns: The metrics of its columns.
  func table(columns: [String]) -> Table {
    let shown = columns.enumerated().flatMap { self.shown($1, at: $0) }
    let rowCells = self.rowCells(shown.map(\.column.values))
    let cells = shown.map { shown in
      shown.column.cells(at: rowCells.map { indices(in: $0, shown) })
    }
    var lines = rowCells.enumerated().map { index, coordinates in
      coordinates.map { Table.Cell.text($0.label) } + cells.map { $0[index] }
    }
    let order =
      RowOrder(planned.look.order, shown.map(\.metric), keys: planned.rows.count)?
      .indices(of: lines) ?? Array(lines.indices)
    lines = order.map { lines[$0] }
    lines += planned.references.map { line(of: $0, shown) }
    let own = lines.count
    lines += planned.look.published.map { line(of: $0, shown) }
    var table = Table(name: planned.name, header: planned.rows + shown.map(\.name), rows: lines)
    table.keyColumns = planned.rows.count
    style(&table, shown, judged: Array(lines[..<own]))
    mark(caveats(of: shown), in: &table, shown)
    if isTraced { table.origins = origins(of: order.map { rowCells[$0] }, shown) }
    return table
  }

  /// Returns a metric's column, or one for each value of the axis that makes columns.
  private func shown(_ metric: String, at index: Int) -> [Shown] {
    let (stage, values) = finals.values(of: metric, in: planned)
    let column = TableColumn(
      ValuesByCell(values, projected),
      StagesByCell(stage, rows.sources, projected, absent: absent), over: planned.over,
      spread: planned.look.spread)
    let pivot = planned.look.pivot.flatMap { name in plan.axes.first { $0.name == name } }
    guard let pivot, varies(stage, over: pivot.name) else {
      return [Shown(metric: metric, index: index, coordinate: nil, column: column, stage: stage)]
    }
    let labels = pivot.labels.filter { planned.look.filter[pivot.name]?.contains($0) ?? true }
    return labels.map { label in
      Shown(
        metric: metric, index: index, coordinate: Coordinate(axis: pivot.name, label: label),
        column: column, stage: stage)
    }
  }

  private func varies(_ stage: String?, over axis: String) -> Bool {
    rows.sources.contains { $0.stage == stage && $0.cell.contains { $0.axis == axis } }
  }

  private func indices(in row: [Coordinate], _ shown: Shown) -> [Int] {
    projected.indices(in: row + (shown.coordinate.map { [$0] } ?? []))
  }

  /// Makes the row of a reference, whose name stands in the column of the first axis; the columns
  /// of the other axes are empty.
  private func line(of reference: PlannedTable.Reference, _ shown: [Shown]) -> [Table.Cell] {
    let cells = shown.map { shown -> Table.Cell in
      guard let metric = reference.metrics[shown.metric] else { return .missing }
      let others = self.shown(metric, at: shown.index)
      let same = others.first { $0.coordinate == shown.coordinate } ?? others.first
      return same.map { $0.column.cells(at: [indices(in: [], $0)])[0] } ?? .missing
    }
    return label(reference.name) + cells
  }

  /// Makes a row of published numbers.
  private func line(of published: PublishedRow, _ shown: [Shown]) -> [Table.Cell] {
    label(published.name)
      + shown.map { shown in published.values[shown.metric].map { Table.Cell($0) } ?? .missing }
  }

  private func label(_ name: String) -> [Table.Cell] {
    [.text(name)] + planned.rows.dropFirst().map { _ in .missing }
  }

  /// Returns the coordinates of each row: those that the plan's cells have, in the order of the
  /// spec; of a grid too large to print only those that have values of their own.
  private func rowCells(_ values: [ValuesByCell]) -> [[Coordinate]] {
    let cells = plan.cells.projected(onto: planned.rows)
    if cells.count <= Self.fullGridLimit { return cells.filter(planned.look.shows) }
    var seen: Set<Int> = []
    let indices = values.flatMap(\.cellsInOrder).filter { seen.insert($0).inserted }
    return indices.compactMap(projected.fullCoordinates).filter(planned.look.shows)
  }
}

// MARK: - Origins

extension PivotTable {
  /// Finds the stages that each cell comes from; the columns of keys come from none.
  private func origins(of rowCells: [[Coordinate]], _ shown: [Shown]) -> [[[StageID]]] {
    let origins = CellOrigins(plan, rows.sources, projected)
    let keys = planned.rows.map { _ in [StageID]() }
    return rowCells.map { row in
      keys + shown.map { origins.stages($0.stage, in: indices(in: row, $0)) }
    }
  }
}

// MARK: - Look

extension PivotTable {
  /// Gives a table its captions, notes and the look of its columns.
  ///
  /// - Parameter judged: The rows among which the best values are looked for.
  private func style(_ table: inout Table, _ shown: [Shown], judged: [[Table.Cell]]) {
    let look = planned.look
    let isAlone = Set(shown.map(\.metric)).count == 1
    for (offset, shown) in shown.enumerated() {
      let index = planned.rows.count + offset
      var column = self.column(shown, isAlone: isAlone)
      if shown.index < look.columns.count, look.columns[shown.index].marksBest,
        let better = column.better, better != .neither
      {
        column.best = BestValues(judged.map { $0[index] }, better).rows
      } else {
        column.better = nil
      }
      table.columns[index] = column
    }
    table.caption = look.caption
    table.footnotes = footnotes
    table.notes = look.footnotes.filter { $0.target == nil }.map(\.text) + absences(in: table)
    table.spreadNote = spreadNote(of: judged)
  }

  private func column(_ shown: Shown, isAlone: Bool) -> Table.Column {
    let look = shown.index < planned.look.columns.count ? planned.look.columns[shown.index] : nil
    let declaration = declaration(of: shown)
    var column = Table.Column()
    if let value = value(of: shown) {
      let words = look?.label ?? shown.metric
      column.label = isAlone ? value : "\(words), \(value)"
      column.group = isAlone ? nil : Table.Group(words: words, value: value)
    } else {
      column.label = look?.label
    }
    (column.digits, column.isPercent) = (look?.digits, look?.isPercent ?? false)
    column.spread = planned.look.spread
    column.better = declaration?.better
    column.footnote = footnotes.firstIndex { note in
      [shown.metric, look?.label, shown.coordinate?.label].contains(note.target)
    }
    // A unit that depends on the data, such as that of a loss, would be wrong for most.
    if look?.label == nil, let unit = declaration?.unit, !unit.contains(",") { column.unit = unit }
    return column
  }

  /// Returns the words for the axis' value that a column is for; nil where it is for all.
  private func value(of shown: Shown) -> String? {
    shown.coordinate.map { coordinate in
      let isNumber = Double(coordinate.label) != nil
      return isNumber ? "\(coordinate.axis) \(coordinate.label)" : coordinate.label
    }
  }

  private func declaration(of shown: Shown) -> MetricDeclaration? {
    let stage = plan.stages.first { $0.name == shown.stage }
    let prefix = shown.stage.map { "\($0)." } ?? ""
    let metric =
      shown.metric.hasPrefix(prefix) ? String(shown.metric.dropFirst(prefix.count)) : shown.metric
    return stage?.declaration.metrics?.first { $0.fits(metric) }
      ?? MetricCatalog.all.first { $0.fits(metric) }
  }

  /// A line for each reason why cells of a table have no value.
  private func absences(in table: Table) -> [String] {
    let found = Set(
      table.rows.joined().compactMap { cell -> Table.Absence? in
        if case .absent(let reason) = cell { reason } else { nil }
      })
    return Table.Absence.allCases.filter(found.contains).map(\.explanation)
  }

  private var footnotes: [Table.Footnote] {
    planned.look.footnotes.compactMap { note in
      note.target.map { Table.Footnote(target: $0, text: note.text) }
    }
      + planned.look.published.map { row in
        Table.Footnote(target: row.name, text: "Published: \(row.source).")
      }
  }

  /// Says what stands beside means, and how many values they are over if that is the same for all.
  private func spreadNote(of lines: [[Table.Cell]]) -> String? {
    let counts = Set(
      lines.joined().compactMap { cell -> Int? in
        if case .summary(_, _, let count, _, _) = cell, count > 1 { count } else { nil }
      })
    guard let most = counts.max() else { return nil }
    let words =
      switch planned.look.spread {
      case .std: "Means ± standard deviations"
      case .sem: "Means ± standard errors"
      case .ci95: "Means with 95 % intervals by Student's t (from three values on)"
      case .range: "Means with the least and the greatest value"
      case .none: "Means"
      }
    let count = counts.count == 1 ? "\(most)" : "up to \(most)"
    return "\(words) over \(count) values\(planned.over.map { " of \($0)" } ?? "")."
  }
}

// MARK: - Caveats

extension PivotTable {
  /// Finds what has to be said of the stages whose metrics a table shows.
  private func caveats(of shown: [Shown]) -> [Caveat] {
    let known = plan.caveats
    if known.isEmpty { return [] }
    let names = Set(shown.compactMap(\.stage))
    var all: [Caveat] = []
    for stage in plan.stages where names.contains(stage.name) && planned.look.shows(stage.cell) {
      all += (known[stage.id] ?? []).filter { !all.contains($0) }
    }
    return all
  }

  /// Gives a table what has to be said of its results: at the rows or columns with the name of the
  /// thing that it is about, or where there are none below the whole table.
  private func mark(_ caveats: [Caveat], in table: inout Table, _ shown: [Shown]) {
    let labels = Set(
      plan.axes.filter { planned.rows.contains($0.name) || $0.name == planned.look.pivot }
        .flatMap(\.labels))
    for caveat in caveats {
      guard labels.contains(caveat.name) else {
        table.notes.append("\(caveat.name): \(caveat.text).")
        continue
      }
      for (offset, shown) in shown.enumerated() where shown.coordinate?.label == caveat.name {
        let index = planned.rows.count + offset
        table.columns[index].footnote = table.columns[index].footnote ?? table.footnotes.count
      }
      let sentence = "\(caveat.text.prefix(1).uppercased())\(caveat.text.dropFirst())."
      table.footnotes.append(Table.Footnote(target: caveat.name, text: sentence))
    }
  }
}
