internal import Spec

/// The sweep axes that each stage of a spec varies over, by itself or through what it reads.
struct StageAxes {
  private var axes: [String: Set<String>] = [:]

  /// - Parameters:
  ///   - stages: Those that could be read, by their places in the spec.
  ///   - order: The places, inputs before users.
  init(_ stages: [ReadStage?], order: [Int], of sweep: Sweep) {
    var found: [Int: Set<Int>] = [:]
    for place in order {
      guard let stage = stages[place] else { continue }
      let own = Set(stage.options.flatMap(\.axes))
      let all = stage.dependencies.reduce(own) { $0.union(found[$1] ?? []) }
      found[place] = all.subtracting(stage.gathered.map(\.axis))
      axes[stage.spec.name] = Set((found[place] ?? []).map { sweep.axes[$0].name })
    }
  }

  /// The first of some axes that a stage varies over; nil where it varies over none of them.
  func first(of names: some Sequence<String>, of stage: String) -> String? {
    names.first { axes[stage]?.contains($0) == true }
  }

  /// Whether a stage has another instance at every place on some axes.
  func varies(_ stage: String, over names: some Sequence<String>) -> Bool {
    names.allSatisfy { axes[stage]?.contains($0) == true }
  }
}
