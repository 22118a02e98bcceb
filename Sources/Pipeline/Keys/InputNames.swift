extension PlannedStage {
  /// The names of the inputs in the stage's key, one for each group in its order, such as
  /// `input.model` and `input.measure`.
  ///
  /// Several of one option are told apart by their places in its list, from 1.
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
