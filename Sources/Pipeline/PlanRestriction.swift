internal import Options
internal import Spec

/// A choice of the stages of a plan that are to be run, each named in every cell or with its cell.
package struct PlanSelection: Sendable {
  /// Stages that are run, with what they need and nothing else.
  package var only: [String]
  /// Stages whose readers, direct or indirect, are not run.
  package var until: [String]
  /// Stages that are run with their readers, direct or indirect, and with what all of these need.
  package var from: [String]

  package init(only: [String] = [], until: [String] = [], from: [String] = []) {
    self.only = only
    self.until = until
    self.from = from
  }

  package var isEverything: Bool { only.isEmpty && until.isEmpty && from.isEmpty }
}

extension Plan {
  /// Returns a plan of the selected stages and of what they need.
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
      let later = edges.readers(of: try marks(selection.from))
      for index in isWanted.indices where !later[index] { isWanted[index] = false }
    }
    if !selection.until.isEmpty {
      let limits = try marks(selection.until)
      let later = edges.readers(of: limits)
      for index in isWanted.indices where later[index] && !limits[index] {
        isWanted[index] = false
      }
    }
    includeMeasures(&isWanted)
    let isNeeded = edges.inputs(of: isWanted)
    return Plan(
      experiment: experiment, about: about, axes: axes, cells: cells,
      stages: zip(stages, isNeeded).filter(\.1).map(\.0), tables: tables,
      pictures: pictures, search: search,
      outlooks: outlooks)
  }

  /// Adds all stages that a search measures, where a wanted stage waits for a decision of the
  /// search.
  private func includeMeasures(_ isWanted: inout [Bool]) {
    guard let search else { return }
    let isGated = zip(stages, isWanted).contains { $1 && search.gate(of: $0.id) != nil }
    guard isGated else { return }
    for (index, stage) in stages.enumerated() where stage.name == search.stage {
      isWanted[index] = true
    }
  }

  /// Finds the stages of some names or ids.
  ///
  /// - Throws: ``UnknownStage`` where no stage has a name.
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
  /// Marks all stages that read marked stages, directly or not.
  ///
  /// - Parameter marks: For each stage, whether it is marked.
  func readers(of marks: [Bool]) -> [Bool] {
    var (marks, isGroupMarked) = (marks, [Bool?](repeating: nil, count: members.count))
    for index in marks.indices where !marks[index] {
      marks[index] = groups[index].contains { group in
        if let known = isGroupMarked[group] { return known }
        let isMarked = members[group].contains { marks[$0] }
        isGroupMarked[group] = isMarked
        return isMarked
      }
    }
    return marks
  }

  /// Marks all stages that marked stages need, directly or not.
  ///
  /// - Parameter marks: For each stage, whether it is marked.
  func inputs(of marks: [Bool]) -> [Bool] {
    var (marks, isGroupMarked) = (marks, [Bool](repeating: false, count: members.count))
    for index in marks.indices.reversed() where marks[index] {
      for group in groups[index] where !isGroupMarked[group] {
        isGroupMarked[group] = true
        for member in members[group] { marks[member] = true }
      }
    }
    return marks
  }
}

/// The error of a name that no stage of the experiment has.
package struct UnknownStage: Error, CustomStringConvertible {
  package let name: String
  private let known: [String]
  private let nearest: String?

  /// Finds what the name may have been meant to be.
  ///
  /// - Parameters:
  ///   - known: The names of all stages, which may repeat.
  ///   - ids: The names of all stages with their cells.
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
