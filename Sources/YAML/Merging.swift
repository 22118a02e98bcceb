extension TreeBuilder {
  /// Follows the merge keys (`<<`) among the members of a mapping and refuses duplicates.
  ///
  /// What is written beside a `<<` overrides what it brings; of several mappings the first wins
  /// (YAML's "Merge Key Language-Independent Type", 2005).
  static func merged(_ pairs: [Node.Pair]) throws(YAMLError) -> [Node.Pair] {
    var marks: [String: Mark] = [:]
    var merges = false
    for pair in pairs {
      if pair.isMerge {
        merges = true
        continue
      }
      if let first = marks.updateValue(pair.key.mark, forKey: pair.name) {
        throw YAMLError(
          at: pair.key.mark, "'\(pair.name)' is given twice; the first is at \(first)",
          hint: "remove one of the two")
      }
    }
    if !merges { return pairs }
    var result: [Node.Pair] = []
    for pair in pairs {
      guard pair.isMerge else {
        result.append(pair)
        continue
      }
      for source in try sources(of: pair) {
        for member in source where marks.updateValue(member.key.mark, forKey: member.name) == nil {
          result.append(member)
        }
      }
    }
    return result
  }

  private static func sources(of pair: Node.Pair) throws(YAMLError) -> [[Node.Pair]] {
    let nodes = pair.value.sequence ?? [pair.value]
    let mappings = nodes.compactMap(\.mapping)
    guard mappings.count == nodes.count else {
      throw YAMLError(
        at: pair.key.mark, "'<<' must be followed by a mapping or a list of mappings",
        hint: "write '<<: *name', where '&name' stands before a mapping")
    }
    return mappings
  }
}

extension Node.Pair {
  fileprivate var isMerge: Bool { key.scalar?.isPlain == true && name == "<<" }
}
