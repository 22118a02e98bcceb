/// The order in which a few different layers follow each other over the depth, by its name in
/// specs.
package enum LayerOrder: String, Sendable, CaseIterable {
  /// AABBCC: runs of as equal length as can be.
  case sequence
  /// ABCABC.
  case cycle
  /// ABCCBA: a cycle whose last round runs backwards.
  case cycleReverse = "cycle-reverse"
  /// A sequence between a first and a last layer that are their own.
  case middleSequence = "middle-sequence"
  /// A cycle between a first and a last layer that are their own.
  case middleCycle = "middle-cycle"

  /// The orders in which the first and the last layer may share, too.
  static let ofAllLayers: [LayerOrder] = [.sequence, .cycle, .cycleReverse]

  /// Returns for each layer the first one that is the same, [layers].
  func owners(layers: Int, unique: Int) -> [Int] {
    var first: [Int: Int] = [:]
    return blocks(layers: layers, unique: unique).enumerated().map { layer, block in
      let owner = first[block] ?? layer
      first[block] = owner
      return owner
    }
  }

  /// Returns for each layer a number that layers have in common if they are the same, [layers].
  func blocks(layers: Int, unique: Int) -> [Int] {
    let unique = min(unique, layers)
    return switch self {
    case .sequence: (0..<layers).map { $0 * unique / layers }
    case .cycle: (0..<layers).map { $0 % unique }
    case .cycleReverse:
      (0..<layers).map { $0 < layers - unique ? $0 % unique : layers - 1 - $0 }
    case .middleSequence: Self.sequence.between(layers: layers, unique: unique)
    case .middleCycle: Self.cycle.between(layers: layers, unique: unique)
    }
  }

  private func between(layers: Int, unique: Int) -> [Int] {
    let middle = blocks(layers: max(1, layers - 2), unique: unique)
    return (0..<layers).map { $0 == 0 ? -1 : $0 == layers - 1 ? -2 : middle[$0 - 1] }
  }
}
