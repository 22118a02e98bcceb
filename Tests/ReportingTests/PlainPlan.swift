import Options
import Pipeline
import Reporting
import Spec
import Testing

/// Plans of the stages `text`, `tuned` and `score` in every cell, and figures for them.
enum PlainPlan {
  private static let stages = ["text", "tuned", "score"]

  static func cell(_ places: KeyValuePairs<String, String>) -> [Coordinate] {
    places.map { Coordinate(axis: $0.key, label: $0.value) }
  }

  /// A final figure.
  static func figure(
    _ stage: String, _ metric: String, _ value: Double, at places: KeyValuePairs<String, String>
  ) -> ResultRow {
    ResultRow(cell: cell(places), stage: stage, metric: metric, step: nil, value: value)
  }

  /// The rows of the only table of a plan with these cells.
  ///
  /// - Parameter absent: By reason, the stages without figures, as `score[0]` for the first cell.
  static func rows(
    _ cells: [[Coordinate]], _ axes: [String], _ columns: [String], over: String? = nil,
    from figures: [ResultRow], absent: [Table.Absence: [String]] = [:]
  ) throws -> [[Table.Cell]] {
    let table = PlannedTable(name: "main", rows: axes, columns: columns, over: over)
    let pairs = absent.flatMap { reason, stages in stages.map { (StageID($0), reason) } }
    let tables = ResultTables(
      plan(cells, table), rows: ResultRows(figures), absent: Dictionary(uniqueKeysWithValues: pairs)
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
            options: .map([:]), inputs: [], place: ""))
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
      for place in cells.joined() where place.axis == name && !labels.contains(place.label) {
        labels.append(place.label)
      }
      return SweepAxis(name: name, labels: labels)
    }
  }
}
