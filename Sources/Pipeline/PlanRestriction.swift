extension Plan {
  /// The plan of one stage, in every cell, and of what it needs.
  ///
  /// - Throws: ``UnknownStage`` where no stage has that name.
  package func restricted(to name: String) throws -> Plan {
    var needed = Set(stages.filter { $0.name == name || $0.id.description == name }.map(\.id))
    guard !needed.isEmpty else {
      throw UnknownStage(name: name, known: stages.map(\.name))
    }
    for stage in stages.reversed() where needed.contains(stage.id) {
      needed.formUnion(stage.inputs.map(\.stage))
    }
    return Plan(
      experiment: experiment, about: about, axes: axes, cells: cells,
      stages: stages.filter { needed.contains($0.id) }, tables: tables)
  }
}

/// A stage that the experiment doesn't have.
package struct UnknownStage: Error, CustomStringConvertible {
  package let name: String
  private let known: [String]

  init(name: String, known: [String]) {
    var seen: Set<String> = []
    (self.name, self.known) = (name, known.filter { seen.insert($0).inserted })
  }

  package var description: String {
    "the experiment has no stage '\(name)'; it has: \(known.joined(separator: ", "))"
  }
}
