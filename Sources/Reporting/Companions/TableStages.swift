package import Pipeline

extension Plan {
  /// Returns the names of the stages that a table's figures come from.
  ///
  /// Of a column whose stage is known only from results, and of a table of single metrics, all
  /// stages count.
  package func stages(ofTable name: String) -> Set<String> {
    let all = Set(stages.map(\.name))
    guard let table = tables.first(where: { $0.name == name }) else {
      let comparing = stages.contains {
        $0.name == name && $0.declaration.produces == Comparison.product
      }
      return comparing ? [name] : all
    }
    if table.columns.isEmpty {
      return Set(stages.filter { $0.declaration.produces == "scores" }.map(\.name))
    }
    var found: Set<String> = []
    for column in table.columns + table.references.flatMap(\.metrics.values) {
      let stage = String(column.prefix { $0 != "." })
      if stage != column, all.contains(stage) {
        found.insert(stage)
      } else if let stage = table.stages[column] {
        found.insert(stage)
      } else {
        return all
      }
    }
    return found
  }
}

extension Table {
  /// Counts the cells without a value, by the reason.
  package func count(_ absence: Absence) -> Int {
    rows.reduce(0) { count, row in count + row.count { $0 == .absent(absence) } }
  }
}
