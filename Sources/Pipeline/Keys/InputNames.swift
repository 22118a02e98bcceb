extension PlannedStage {
  /// The names of the inputs in the stage's key, such as `input.model` and `input.measure`, one for
  /// each group in its order.
  ///
  /// Several inputs of one option are numbered in the order of its list, from 1.
  package var inputNames: [String] {
    let counts = Dictionary(groups.map { ($0.role, 1) }, uniquingKeysWith: +)
    var seen: [String: Int] = [:]
    return groups.map { group in
      let name = "input.\(group.role)"
      guard counts[group.role, default: 0] > 1 else { return name }
      seen[group.role, default: 0] += 1
      return "\(name).\(seen[group.role, default: 0])"
    }
  }
}
