package import Models

extension TrainingSettings {
  /// Tells which parts that are to be frozen, or to learn in their own way, a model doesn't have,
  /// so that the settings would change nothing; nil where each is there.
  ///
  /// - Returns: The option that names the part, and what is wrong.
  package func idleSelection(
    in layout: ParameterLayout
  ) -> (option: String, misfit: Misfit)? {
    for selection in frozen where layout.names(in: [selection]).isEmpty {
      return ("freeze", layout.misfit(of: selection))
    }
    var taken: Set<String> = []
    for rule in rules {
      for selection in rule.parts where layout.names(in: [selection]).isEmpty {
        return ("apart", layout.misfit(of: selection))
      }
      let names = layout.names(in: rule.parts)
      if !names.isEmpty && names.isSubset(of: taken) {
        return (
          "apart",
          Misfit(
            "all of \(rule.parts.map(\.inWords).joined(separator: ", ")) are of an earlier group",
            cure: "the first group that has a parameter holds; put the narrower one first")
        )
      }
      taken.formUnion(names)
    }
    return nil
  }
}

extension ParameterLayout {
  fileprivate func misfit(of selection: ParameterSelection) -> Misfit {
    let there = Parameter.Part.allCases.filter { part in parameters.contains { $0.part == part } }
    let others = there.map(\.rawValue).joined(separator: ", ")
    return Misfit(
      "the model has no \(selection.inWords)", cure: "leave it out; the model has \(others)")
  }
}
