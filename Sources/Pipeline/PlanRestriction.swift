internal import Options
internal import Spec

/// A part of a plan that is to be run; each name is a stage's, in every cell, or with its cell.
package struct PlanSelection: Sendable {
  /// These, and nothing but what they need.
  package var only: [String]
  /// Not what reads these, directly or not.
  package var until: [String]
  /// These and what reads them, directly or not, and what all of these need.
  package var from: [String]

  package init(only: [String] = [], until: [String] = [], from: [String] = []) {
    self.only = only
    self.until = until
    self.from = from
  }

  package var isEverything: Bool { only.isEmpty && until.isEmpty && from.isEmpty }
}

extension Plan {
  /// The plan of the selected stages and of what they need.
  ///
  /// Takes time linear in stages, groups and their members.
  ///
  /// - Throws: ``UnknownStage`` where no stage has a name.
  package func restricted(to selection: PlanSelection) throws(UnknownStage) -> Plan {
    if selection.isEverything { return self }
    let edges = PlanEdges(self)
    var isWanted = Array(repeating: true, count: stages.count)
    if !selection.only.isEmpty { isWanted = try marks(selection.only) }
    if !selection.from.isEmpty {
      let later = edges.users(of: try marks(selection.from))
      for place in isWanted.indices where !later[place] { isWanted[place] = false }
    }
    if !selection.until.isEmpty {
      let limits = try marks(selection.until)
      let later = edges.users(of: limits)
      for place in isWanted.indices where later[place] && !limits[place] {
        isWanted[place] = false
      }
    }
    includeMeasures(&isWanted)
    let isNeeded = edges.needs(of: isWanted)
    return Plan(
      experiment: experiment, about: about, axes: axes, cells: cells,
      stages: zip(stages, isNeeded).filter(\.1).map(\.0), tables: tables, search: search,
      outlooks: outlooks)
  }

  /// A stage that a search may let in needs whatever the search decides by.
  private func includeMeasures(_ isWanted: inout [Bool]) {
    guard let search else { return }
    let isGated = zip(stages, isWanted).contains { $1 && search.gate(of: $0.id) != nil }
    guard isGated else { return }
    for (place, stage) in stages.enumerated() where stage.name == search.stage {
      isWanted[place] = true
    }
  }

  /// The stages of these names or ids.
  ///
  /// - Throws: ``UnknownStage`` where a name is nobody's.
  package func stages(named names: [String]) throws(UnknownStage) -> Set<StageID> {
    let marks = try marks(names)
    return Set(zip(stages, marks).filter(\.1).map(\.0.id))
  }

  private func marks(_ names: [String]) throws(UnknownStage) -> [Bool] {
    var missing = Set(names)
    let wanted = missing
    let marks = stages.map { stage in
      let isNamed = wanted.contains(stage.name)
      let isMeant = wanted.contains(stage.id.description)
      if isNamed { missing.remove(stage.name) }
      if isMeant { missing.remove(stage.id.description) }
      return isNamed || isMeant
    }
    if let name = names.first(where: missing.contains) {
      throw UnknownStage(
        name: name, known: stages.map(\.name), ids: stages.map(\.id.description))
    }
    return marks
  }
}

extension PlanEdges {
  /// The marked stages and all that read them, directly or not.
  func users(of marks: [Bool]) -> [Bool] {
    var (marks, isGroupMarked) = (marks, [Bool?](repeating: nil, count: members.count))
    for place in marks.indices where !marks[place] {
      marks[place] = groups[place].contains { group in
        if let known = isGroupMarked[group] { return known }
        let isMarked = members[group].contains { marks[$0] }
        isGroupMarked[group] = isMarked
        return isMarked
      }
    }
    return marks
  }

  /// The marked stages and all that they need, directly or not.
  func needs(of marks: [Bool]) -> [Bool] {
    var (marks, isGroupMarked) = (marks, [Bool](repeating: false, count: members.count))
    for place in marks.indices.reversed() where marks[place] {
      for group in groups[place] where !isGroupMarked[group] {
        isGroupMarked[group] = true
        for member in members[group] { marks[member] = true }
      }
    }
    return marks
  }
}

/// A stage that the experiment doesn't have.
package struct UnknownStage: Error, CustomStringConvertible {
  package let name: String
  private let known: [String]
  private let nearest: String?

  /// - Parameters:
  ///   - known: The stages' names, in any number of cells.
  ///   - ids: The same with their cells.
  init(name: String, known: [String], ids: [String]) {
    var seen: Set<String> = []
    (self.name, self.known) = (name, known.filter { seen.insert($0).inserted })
    let candidates = name.contains("[") ? ids : self.known
    nearest = Suggestion.nearest(to: name, among: candidates)
  }

  package var description: String {
    let hint = nearest.map { "did you mean '\($0)'? " } ?? ""
    return "the experiment has no stage '\(name)'; \(hint)it has: \(known.joined(separator: ", "))"
  }
}
