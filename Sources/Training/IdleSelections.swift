package import Models

extension TrainingSettings {
  /// Finds a selection of parameters, to be frozen or in a parameter group, that changes nothing,
  /// since the model has no such parameters or an earlier group has them all.
  ///
  /// - Returns: The option with the selection, and what is wrong; nil where each changes something.
  package func idleSelection(
    in layout: ParameterLayout
  ) -> (option: String, misfit: Misfit)? {
    for selection in frozen where layout.names(in: [selection]).isEmpty {
      return ("freeze", layout.misfit(of: selection))
    }
    var taken: Set<String> = []
    for group in parameterGroups {
      for selection in group.selections where layout.names(in: [selection]).isEmpty {
        return ("parameter_groups", layout.misfit(of: selection))
      }
      let names = layout.names(in: group.selections)
      if !names.isEmpty && names.isSubset(of: taken) {
        let selected = group.selections.map(\.inWords).joined(separator: ", ")
        return (
          "parameter_groups",
          Misfit(
            "all of \(selected) are of an earlier group",
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
