import Options
import Pipeline
import Reporting
import Spec
import Testing

/// Makes plans with the stages `text`, `tuned` and `score` in every cell, and metrics for them.
enum PlainPlan {
  private static let stages = ["text", "tuned", "score"]

  static func cell(_ coordinates: KeyValuePairs<String, String>) -> [Coordinate] {
    coordinates.map { Coordinate(axis: $0.key, label: $0.value) }
  }

  /// Makes a row with the final value of a metric.
  static func final(
    _ stage: String, _ metric: String, _ value: Double, at cell: KeyValuePairs<String, String>
  ) -> ResultRow {
    ResultRow(cell: Self.cell(cell), stage: stage, metric: metric, step: nil, value: value)
  }

  /// Makes the rows of the only table of a plan with these cells.
  ///
  /// - Parameter absent: The stages without metrics by reason, such as `score[0]` for `score` in
  ///   the first cell.
  static func rows(
    _ cells: [[Coordinate]], _ axes: [String], _ columns: [String], over: String? = nil,
    from results: [ResultRow], absent: [Table.Absence: [String]] = [:]
  ) throws -> [[Table.Cell]] {
    let table = PlannedTable(name: "main", rows: axes, columns: columns, over: over)
    let pairs = absent.flatMap { reason, stages in stages.map { (StageID($0), reason) } }
    let tables = ResultTables(
      plan(cells, table), rows: ResultRows(results), absent: Dictionary(uniqueKeysWithValues: pairs)
    )
    return Array(try #require(tables.all.first).rows)
  }

  private static func plan(_ cells: [[Coordinate]], _ table: PlannedTable) -> Plan {
    var planned: [PlannedStage] = []
    for (index, cell) in cells.enumerated() {
      for name in stages {
        let declaration = StageDeclaration(
          kind: name, version: 1, about: name, produces: "model", options: [])
        planned.append(
          PlannedStage(
            id: StageID("\(name)[\(index)]"), name: name, cell: cell, declaration: declaration,
            options: .map([:]), inputs: [], location: ""))
      }
    }
    return Plan(
      experiment: "example", about: "", axes: axes(of: cells), cells: cells, stages: planned,
      tables: [table])
  }

  private static func axes(of cells: [[Coordinate]]) -> [SweepAxis] {
    let names = cells.first?.map(\.axis) ?? []
    return names.map { name in
      var labels: [String] = []
      for coordinate in cells.joined()
      where coordinate.axis == name && !labels.contains(coordinate.label) {
        labels.append(coordinate.label)
      }
      return SweepAxis(name: name, labels: labels)
    }
  }
}
