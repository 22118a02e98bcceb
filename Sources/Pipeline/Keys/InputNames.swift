extension PlannedStage {
  /// The names of the inputs in the stage's key, in their order, such as `input.model` and
  /// `input.measure[arm=mpo]`.
  ///
  /// Several plain inputs of one option are told apart by their places in its list, from 1.
  package var inputNames: [String] {
    let plain = inputs.filter(\.coordinates.isEmpty)
    let counts = Dictionary(plain.map { ($0.role, 1) }, uniquingKeysWith: +)
    var seen: [String: Int] = [:]
    return inputs.map { input in
      let name = "input.\(input.role)"
      if !input.coordinates.isEmpty {
        let places = input.coordinates.map { "\($0.axis)=\($0.label)" }
        return "\(name)[\(places.joined(separator: ","))]"
      }
      guard counts[input.role, default: 0] > 1 else { return name }
      seen[input.role, default: 0] += 1
      return "\(name).\(seen[input.role, default: 0])"
    }
  }
}
