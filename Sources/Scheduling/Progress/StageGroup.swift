/// The stages of one name in a run that is being watched.
package struct StageGroup: Sendable {
  package let name: String
  package let stages: [WatchedStage]

  /// Puts stages together by their names, in the order in which the names come first.
  package static func groups(of stages: [WatchedStage]) -> [StageGroup] {
    var (names, members): ([String], [String: [WatchedStage]]) = ([], [:])
    for stage in stages {
      if members[stage.name] == nil { names.append(stage.name) }
      members[stage.name, default: []].append(stage)
    }
    return names.map { StageGroup(name: $0, stages: members[$0] ?? []) }
  }

  /// The number of stages whose results are there.
  package var done: Int { stages.count { $0.state == .done || $0.state == .cached } }

  /// How many stages there are of each state, such as `2 running, 1 done`.
  package var counts: String {
    let counts = WatchedStage.State.allCases.compactMap { state in
      let count = stages.count { $0.state == state }
      return count == 0
        ? nil : count == stages.count ? state.rawValue : "\(count) \(state.rawValue)"
    }
    return counts.joined(separator: ", ")
  }

  /// The time that stages took which were done in this run; empty where there are none.
  package var duration: String {
    let seconds = stages.filter { $0.state == .done }.compactMap(\.seconds)
    return seconds.isEmpty ? "" : ProgressText.duration(seconds.reduce(0, +))
  }

  /// The training loss of the last stage that has one.
  package var curve: [Double] { stages.last { !$0.curve.isEmpty }?.curve ?? [] }

  package var isOver: Bool { stages.allSatisfy(\.isOver) }
}
