internal import Spec

/// The sweep axes that each stage of a spec varies over, by itself or through what it reads.
struct StageAxes {
  private var axes: [String: Set<String>] = [:]

  /// Works out the axes of all stages.
  ///
  /// - Parameters:
  ///   - stages: The stages in the order of the spec; nil for those that could not be read.
  ///   - order: Indices of the stages, inputs before readers.
  init(_ stages: [ReadStage?], order: [Int], of sweep: Sweep) {
    var found: [Int: Set<Int>] = [:]
    for index in order {
      guard let stage = stages[index] else { continue }
      let own = Set(stage.options.flatMap(\.axes))
      let all = stage.dependencies.reduce(own) { $0.union(found[$1] ?? []) }
      found[index] = all.subtracting(stage.gathered.map(\.axis))
      axes[stage.spec.name] = Set((found[index] ?? []).map { sweep.axes[$0].name })
    }
  }

  /// Finds the first of some axes that a stage varies over; nil where it varies over none of them.
  func first(of names: some Sequence<String>, of stage: String) -> String? {
    names.first { axes[stage]?.contains($0) == true }
  }

  /// Checks whether a stage varies over all of some axes.
  func varies(_ stage: String, over names: some Sequence<String>) -> Bool {
    names.allSatisfy { axes[stage]?.contains($0) == true }
  }
}
