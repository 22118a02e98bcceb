package import Models

extension TrainingSettings {
  /// Finds a selection of parameters, to be frozen or in a parameter group, that changes nothing,
  /// since the model has no such parameters or an earlier group has them all; and one whose group
  /// scales by the fan-in of local tensors, but that has other parameters.
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
      if let misfit = layout.misfitOfFanIn(in: group) { return ("parameter_groups", misfit) }
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

  /// Finds a parameter of a group that scales by fan-in which is no local tensor; nil where there
  /// is none.
  fileprivate func misfitOfFanIn(in group: ParameterGroup) -> Misfit? {
    guard group.scalesByFanIn == true else { return nil }
    let selected = names(in: group.selections)
    return parameters.first { selected.contains($0.name) && $0.learningRateByFanIn == nil }.map {
      Misfit(
        "`scale_by_fan_in` is for local tensors of layers' matrices, and '\($0.name)' is none",
        cure: "select central and auxiliary tensors alone")
    }
  }
}
