internal import Options

/// What has to be said of results that come from one of the things that a spec chooses by name,
/// such as a data set that is a part of a known one.
public struct Caveat: Hashable, Sendable {
  /// Name of the thing, such as `QQP-subset`.
  public let name: String
  public let text: String

  public init(name: String, text: String) { (self.name, self.text) = (name, text) }
}

extension PlannedStage {
  /// What has to be said of the stage's own results, in the order of its options.
  var caveats: [Caveat] {
    declaration.options.compactMap { option in
      guard case .variant(_, let variants) = option.type,
        let name = options[option.name]?["kind"]?.text
      else { return nil }
      return variants.first { $0.name == name }?.caveat.map { Caveat(name: name, text: $0) }
    }
  }
}

extension StageDeclaration {
  fileprivate var mayHaveCaveats: Bool {
    options.contains { option in
      guard case .variant(_, let variants) = option.type else { return false }
      return variants.contains { $0.caveat != nil }
    }
  }
}

extension Plan {
  /// What has to be said of the results of each stage because of what it is or reads; stages of
  /// which nothing has to be said are left out.
  public var caveats: [StageID: [Caveat]] {
    var known: [StageID: [Caveat]] = [:]
    var mayHaveSome: [String: Bool] = [:]
    for stage in stages {
      let kind = stage.declaration.kind
      let isLookedAt = mayHaveSome[kind] ?? stage.declaration.mayHaveCaveats
      mayHaveSome[kind] = isLookedAt
      var all = isLookedAt ? stage.caveats : []
      // Most plans have none, and then inputs aren't looked at.
      if !known.isEmpty {
        for input in stage.inputs {
          all += (known[input.stage] ?? []).filter { !all.contains($0) }
        }
      }
      if !all.isEmpty { known[stage.id] = all }
    }
    return known
  }
}
